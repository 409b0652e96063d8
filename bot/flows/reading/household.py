"""The members of a household, listed in one message."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.flows.reading.household_pieces import INITIAL, Piece, pieces
from bot.flows.reading.household_words import HouseholdWords, household_words
from bot.flows.reading.normal_form import clean
from bot.flows.reading.outcomes import MemberRead, Option

OLDEST = 120
LONGEST_NAME = 5
_AHEAD = 12  # pieces that one member may take
_LETTERS, _NUMBERS = re.compile(r"[^\W\d_]+"), re.compile(r"\S*\d\S*")  # "2,5jt"
_TAG = re.compile(r"</?[a-z][^<>\n]{0,60}>", re.IGNORECASE)  # of text copied from elsewhere


@dataclass(slots=True)
class _Draft:
    """A member while the list is being read."""

    name: list[str] = field(default_factory=list)
    age: int | None = None
    sex: str | None = None
    relation: str | None = None
    title_sex: str | None = None
    far: bool = False
    closed: bool = False
    unclear: list[str] = field(default_factory=list)

    def knows(self) -> bool:
        """Whether anything but a name was said."""
        return self.age is not None or self.sex is not None or self.relation is not None or self.far


def members(text: str, sexes: Sequence[Option], relations: Sequence[Option]) -> tuple[MemberRead, ...]:
    """The members in the order written; a part that names nobody comes back with its words as unclear."""
    words = household_words(tuple(sexes), tuple(relations))
    drafts = _Drafts(words, list(pieces(_TAG.sub("", clean(text)), words)))
    return tuple(_beside_spouse([read for draft in drafts.read() if (read := _member(draft, words))], words))


def calls_nobody(text: str) -> bool:
    """Whether the words name nobody: an answer, a number, a question; nothing but words of every day."""
    words = household_words((), ())
    said = _LETTERS.findall(_NUMBERS.sub(" ", clean(text).lower()))
    return all(words.is_everyday(word) or words.is_noise(word) for word in said)


class _Drafts:
    """Reads pieces into members, one after the other."""

    def __init__(self, words: HouseholdWords, pieces: list[Piece]) -> None:
        self._words, self._pieces = words, pieces
        self._drafts: list[_Draft] = []
        self._draft = _Draft()
        first = next((p.kind for p in pieces if p.kind in ("relation", "name", "title")), "")
        self._relation_first = first == "relation"
        self._header: str | None = None

    def read(self) -> list[_Draft]:
        """All members and unclear parts."""
        segment_start = True
        for at, piece in enumerate(self._pieces):
            match piece.kind:
                case "end" | "comma":
                    if piece.kind == "end":
                        self._next()
                        self._header = None
                    self._draft.closed = bool(self._draft.name)
                    segment_start = True
                    continue
                case "number":
                    self._number(at, segment_start=segment_start)
                case "relation":
                    self._relation(at, piece, segment_start=segment_start)
                case "sex":
                    self._sex(piece)
                case "far":
                    self._draft.far = self._draft.closed = True
                case "title":
                    if self._draft.name or (self._draft.knows() and not self._draft.relation):
                        self._next()
                    self._draft.title_sex = piece.code
                case "name":
                    self._name(at, piece, segment_start=segment_start)
                case "noise":
                    self._draft.unclear.append(piece.said)
                    self._draft.closed = bool(self._draft.name)
                case "dot" if self._draft.name and not self._draft.closed:
                    self._draft.name[-1] += "."
            segment_start = segment_start and piece.kind in ("number", "filler", "point", "dot") and not self._draft.age
        self._next()
        return self._drafts

    def _next(self) -> None:
        """Lay the current member aside and begin another."""
        draft = self._draft
        if draft.name or draft.knows() or draft.unclear or draft.title_sex:
            self._drafts.append(draft)
        self._draft = _Draft()

    def _ahead(self, at: int) -> list[str]:
        """The kinds of the pieces that follow in the same segment."""
        kinds: list[str] = []
        for piece in self._pieces[at + 1 : at + 1 + _AHEAD]:
            if piece.kind in ("end", "comma"):
                break
            kinds.append(piece.kind)
        return kinds

    def _number(self, at: int, *, segment_start: bool) -> None:
        said = self._pieces[at].said.replace(",", ".")
        before = self._pieces[at - 1] if at else None
        if before is not None and before.kind == "noise":
            self._draft.unclear[-1:] = [f"{before.said} {said}"] if self._draft.unclear else []
            return
        ahead = self._ahead(at)
        unnamed = (segment_start and not self._draft.name) or not (self._draft.name or self._draft.closed)
        if unnamed and "name" in ahead and (ahead[:1] == ["point"] or "number" in ahead):
            return  # "1. Budi 41": a row's number
        next_row = said == str(len(self._drafts) + 2) and self._draft.age is not None
        if next_row and ahead[:2] == ["point", "name"]:
            self._next()
            return
        if next_row and ahead[:1] in (["name"], ["point"]) and {"number", "relation", "sex"}.intersection(ahead):
            return
        unit = self._pieces[at + 1].said if ahead[:1] == ["unit"] else "tahun"
        whole = int(said.split(".")[0][:5])
        years = whole if unit == "tahun" else whole // 12 if unit == "bulan" else 0
        if self._draft.age is not None or not 0 <= years <= OLDEST:
            self._draft.unclear.append(said)
            return
        self._draft.age = years
        self._draft.closed = bool(self._draft.name)

    def _relation(self, at: int, piece: Piece, *, segment_start: bool) -> None:
        draft, ahead = self._draft, self._ahead(at)
        if ahead[:1] == ["colon"]:
            self._next()
            self._header = piece.code
            return
        named_next = next((k for k in ahead if k != "filler"), "") in ("name", "title")
        whose = piece.said.lower().endswith("nya") and not segment_start and not self._relation_first
        if draft.name and named_next and whose:  # "Darmo istrinya Sari": is Sari his wife, or Darmo hers?
            self._next()
            return
        opens = named_next and (segment_start or self._relation_first)
        if draft.name and (opens or (draft.relation is not None and self._header is None)):
            self._next()
        elif draft.relation is not None and self._header is None and draft.relation != piece.code:
            draft.unclear.append(piece.said)
            return
        self._draft.relation = piece.code
        self._draft.closed = bool(self._draft.name)

    def _sex(self, piece: Piece) -> None:
        if self._draft.sex not in (None, piece.code):
            self._draft.unclear.append(piece.said)
        else:
            self._draft.sex = piece.code
        self._draft.closed = bool(self._draft.name)

    def _name(self, at: int, piece: Piece, *, segment_start: bool) -> None:
        draft = self._draft
        if draft.name and draft.closed:
            if not segment_start and not {"number", "relation", "sex"}.intersection(self._ahead(at)):
                relation = self._words.mistyped_relation(piece.said.lower()) if draft.relation is None else None
                if relation:
                    draft.relation = relation
                else:
                    draft.unclear.append(piece.said)
                return
            if segment_start and draft.relation is None and not self._ahead(at):
                relation = self._words.mistyped_relation(piece.said.lower()) if draft.knows() else None
                if relation:
                    draft.relation = relation
                    return
            self._next()
        if not self._draft.name and self._draft.relation is None and self._header:
            self._draft.relation = self._header
        self._draft.name.append(piece.said)


def _member(draft: _Draft, words: HouseholdWords) -> MemberRead | None:
    """The finished member, or the unclear part."""
    bare = not draft.knows()
    told = bare and any(words.is_everyday(word.lower()) for word in draft.name)  # "tadi sudah saya tulis"
    if not draft.name or len(draft.name) > LONGEST_NAME or (draft.unclear and bare) or told:
        said = [*draft.name, *draft.unclear]
        if not draft.name and not bare:
            said = said or [draft.relation or str(draft.age or draft.sex)]
        return MemberRead("", unclear=(" ".join(said),)) if said else None
    implied = words.sex_of.get(draft.relation) if draft.relation else None
    said_sex = {sex for sex in (draft.sex, implied) if sex}
    unclear = tuple(draft.unclear)
    if len(said_sex) > 1:
        return MemberRead(_written(draft.name), draft.age, None, draft.relation, draft.far, (*unclear, "kelamin"))
    sex = next(iter(said_sex), draft.title_sex)
    return MemberRead(_written(draft.name), draft.age, sex, draft.relation, draft.far, unclear)


def _beside_spouse(reads: list[MemberRead], words: HouseholdWords) -> Iterable[MemberRead]:
    """The members, the head with the sex that follows from the wife or the husband told beside."""
    spouses = {words.sex_of[read.relation] for read in reads if read.relation in words.sex_of}
    others = set(words.sex_of.values()) - spouses
    heads = [read for read in reads if read.relation == words.head and words.head is not None]
    if len(spouses) != 1 or len(others) != 1 or len(heads) != 1 or heads[0].sex or "kelamin" in heads[0].unclear:
        return reads
    return (replace(read, sex=next(iter(others))) if read is heads[0] else read for read in reads)


def _written(name: list[str]) -> str:
    """A name with capitals, where it was typed without or with nothing but."""
    joined = " ".join(name)
    plain = joined.islower() or (joined.isupper() and len(joined) > INITIAL)
    return " ".join(w[:1].upper() + w[1:].lower() if plain else w for w in joined.split())
