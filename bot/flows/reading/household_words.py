"""The words for members of a household, joined to the options of a questionnaire."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.flows.reading.normal_form import clean
from bot.flows.reading.outcomes import Option
from bot.flows.reading.spelling import canonical, is_usual, is_word
from bot.flows.reading.tables import data, spellings

LONGEST_PHRASE = 3
_BEGINNINGS = ("di", "ber", "ter", "se")


class HouseholdWords:
    """What a word of a member list says: a sex, a relation, a title, far away, a unit, a filler or no name."""

    def __init__(self, sexes: tuple[Option, ...], relations: tuple[Option, ...]) -> None:
        words = data("household")
        self.sexes = codes_of(sexes, words["kelamin"])
        self.relations = codes_of(relations, words["hubungan"])
        self.titles = {w: self.sexes.get(sex) for sex, group in words["gelar"].items() for w in spellings(group)}
        self.sex_of = {
            self.relations[relation]: self.sexes.get(sex)
            for sex, group in words["kelamin_dari_hubungan"].items()
            for relation in spellings(group)
            if relation in self.relations
        }
        self.head = self.relations.get("kepala")
        self.far = frozenset(spellings(words["jauh"]))
        self.units = {word: unit for unit, group in words["satuan"].items() for word in spellings(group)}
        self.joining = frozenset(spellings(words["penghubung"]))
        self.fillers = frozenset(spellings(words["pengisi"]))
        self.no_names = frozenset(spellings(words["bukan_nama"]))
        self._names_too = frozenset(spellings(words["nama_juga"]))
        self._unplaced = frozenset(w for group in words["hubungan"].values() for w in spellings(group))

    def find(self, phrase: str) -> tuple[str, str | None]:
        """The kind of a phrase ("sex", "relation", "title", "far", "filler", "comma", "noise", "name") and its code."""
        if phrase in self.joining:
            return "comma", None
        if phrase in self.far:
            return "far", None
        for kind, codes in (("relation", self.relations), ("sex", self.sexes), ("title", self.titles)):
            if phrase in codes:
                return kind, codes[phrase]
        if phrase in self.fillers:
            return "filler", None
        if phrase.endswith("nya") and (owned := self.find(phrase.removesuffix("nya").strip()))[0] == "relation":
            return owned
        meant = canonical(phrase) if is_word(phrase) else phrase  # "gak" is no name either
        return ("noise" if {phrase, meant} & self.no_names or phrase in self._unplaced else "name"), None

    def is_noise(self, word: str) -> bool:
        """Whether a word is none of a name, however it is spelt ("blm")."""
        return self.find(word)[0] == "noise"

    def is_everyday(self, word: str) -> bool:
        """Whether a word, or what its ending or beginning stands at, is one that nobody is called by."""
        stems = {word, word.removesuffix("nya"), *(word.removeprefix(b) for b in _BEGINNINGS if len(word) > len(b) + 3)}
        return word not in self._names_too and any(is_usual(stem) or stem in self.relations for stem in stems)

    def mistyped_relation(self, word: str) -> str | None:
        """The code of the one relation that is a single slip away."""
        if len(word) < 4:
            return None
        near = {c for w, c in self.relations.items() if len(w) > 3 and OSA.distance(w, word, score_cutoff=1) <= 1}
        return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=64)
def household_words(sexes: tuple[Option, ...], relations: tuple[Option, ...]) -> HouseholdWords:
    """The words for these options, made once."""
    return HouseholdWords(sexes, relations)


def everyday(options: tuple[Option, ...], about: str) -> tuple[Option, ...]:
    """The options of a question about one member, called as in a list of members too ("L", "bini"); `about` is
    kelamin or hubungan, others stay as they are."""
    groups = data("household")[about] if about in ("kelamin", "hubungan") else {}
    codes = codes_of(options, groups)
    said = {o.code: tuple(w for w, code in codes.items() if code == o.code and w not in o.labels) for o in options}
    return tuple(replace(option, labels=(*option.labels, *said[option.code])) for option in options)


def codes_of(options: Sequence[Option], groups: dict[str, str]) -> dict[str, str]:
    """Every word with the code of its option: its labels, and the words of the group that one of them belongs to."""
    codes: dict[str, str] = {}
    for name, group in groups.items():
        words = {str(name), *spellings(group)}
        owners = {o.code for o in options if words & {_plain(label) for label in (*o.labels, o.code)}}
        if len(owners) == 1:
            codes |= dict.fromkeys(words, owners.pop())
    for option in options:
        codes |= {_plain(label): option.code for label in (*option.labels, option.code)}
    return codes


def _plain(label: str) -> str:
    return " ".join(clean(label).lower().replace("-", " ").replace("_", " ").split())
