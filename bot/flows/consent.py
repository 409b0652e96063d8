"""Leave by purpose: what a household is asked, by which words, and what it said so far."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.flows.forms.facts import Answered, Fact
from bot.flows.forms.form import Definition, Form, Label
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply, question_code
from bot.flows.services.entries import DirectoryError, entries, read_yaml
from bot.flows.services.wording import Wording
from bot.flows.texts import Text, Words
from bot.messages import Tap

FILE = Path(__file__).parent / "consent.yaml"
SURVEY, CHILDREN, REFERRALS = "survei", "anak", "rujukan"

LEAVES = Text("Izin keluarga ini. Setiap izin berdiri sendiri, dan boleh dicabut kapan saja.")
GIVEN = Text("✓ {purpose}")
NOT_GIVEN = Text("– {purpose}: belum")
SURVEY_NAME, CHILDREN_NAME = Text("Pendataan keluarga"), Text("Data anak")
READ_ALOUD = Text("Bacakan dulu, ya: “{text}”")
YES, NO = Text("Boleh"), Text("Tidak")
TAKE_BACK = Text("Cabut: {purpose}")
ASK_LEAVE = Text("Tanya: {purpose}")
BACK = Text("Kembali")
CODE, RIGHTS = Text("Kode untuk keluarga"), Text("Hak keluarga")
AGAIN = Text("Kalimat persetujuan sudah diperbarui, jadi kita tanyakan sekali lagi sebelum lanjut.")


@dataclass(frozen=True)
class Purpose:
    """Something that a household may allow, for itself."""

    id: str
    name: Wording
    text: Wording

    def hash(self, language: str) -> str:
        """What the words that were read aloud are known by."""
        return hash_of(self.text.said_in(language))


def name_of(id_: str, language: str) -> Words:
    """What lists call the purpose of that id."""
    known = {SURVEY: SURVEY_NAME, CHILDREN: CHILDREN_NAME}
    asked = purpose(id_)
    return known.get(id_, id_) if asked is None else asked.name.said_in(language)


def hash_of(words: str) -> str:
    """What words that were read aloud are known by."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def words_of(label: Label, language: str) -> str:
    """What the author wrote, without what is filled in."""
    return "".join(part for part in label.in_language(language) if isinstance(part, str))


@cache
def purposes() -> tuple[Purpose, ...]:
    """What is asked beside the survey. Raises DirectoryError with everything that must be mended."""
    problems: list[str] = []
    found = tuple(
        Purpose(entry.text("id"), entry.wording("nama", 24, required=True), entry.wording("text", required=True))
        for entry in entries(read_yaml(FILE), FILE.name, problems)
    )
    if problems:
        raise DirectoryError(problems)
    return found


def purpose(id_: str) -> Purpose | None:
    """The purpose of that id."""
    return next((each for each in purposes() if each.id == id_), None)


def survey_hash(form: Form, language: str) -> str:
    """What the survey's own words of consent are known by; empty for a form that asks no leave."""
    question = form.role("persetujuan")
    return hash_of(words_of(question.label, language)) if question is not None else ""


def granted(interview: Interview, facts: Iterable[Fact]) -> frozenset[str] | None:
    """The purposes that the facts of one turn agree to; None where they say nothing of it."""
    question = interview.record.form.role("persetujuan")
    said = [fact.value for fact in facts if isinstance(fact, Answered) and question and fact.ref == question.path]
    if question is None or not said:
        return None
    return _grants(question, said[-1])


def _grants(question: Definition, value: str) -> frozenset[str]:
    choices = question.choices.listed.values() if question.choices is not None else ()
    return next((choice.grants for choice in choices if choice.code == value), frozenset())


def press_for(interview: Interview, granted: Collection[str]) -> Tap | None:
    """The button of the interview's question of consent that agrees to just these purposes; None where there is none,
    or where that is its answer already."""
    question = interview.record.form.role("persetujuan")
    places = interview.record.at(question.path) if question is not None else ()
    for place in places[:1]:
        for choice in interview.record.choices(place):
            if choice.grants == frozenset(granted) and choice.code != interview.record.text(place):
                return Tap("a", interview.id, question_code(place), interview.revision, str(choice.ordinal))
    return None


def leaves(given: Collection[str], household: str, language: str) -> Reply:
    """What the household allows, and what it can still be asked or take back."""
    lines: list[Words] = [LEAVES]
    lines += [GIVEN(purpose=name) for id_, name in ((SURVEY, SURVEY_NAME), (CHILDREN, CHILDREN_NAME)) if id_ in given]
    rows: list[tuple[Press, ...]] = []
    if CHILDREN in given:
        rows.append((Press(TAKE_BACK(purpose=CHILDREN_NAME), "cabut", household, CHILDREN),))
    for each in purposes():
        name = each.name.said_in(language)
        allowed = each.id in given
        lines.append((GIVEN if allowed else NOT_GIVEN)(purpose=name))
        label = (TAKE_BACK if allowed else ASK_LEAVE)(purpose=name)
        rows.append((Press(label, "cabut" if allowed else "izin1", household, each.id),))
    theirs = (Press(CODE, "slip", code=household), Press(RIGHTS, "hak", code=household))
    return Reply(tuple(lines), (*rows, theirs, (Press(BACK, "house", code=household),)), protected=True)


def question(asked: Purpose, household: str, language: str) -> Reply:
    """One purpose, read aloud."""
    line = READ_ALOUD(text=asked.text.said_in(language))
    rows = ((Press(YES, "beri", household, asked.id), Press(NO, "izin", code=household)),)
    return Reply((line,), rows, protected=True)


def again(form: Form, household: str, language: str, *, verb: str = "ulang", why: Words = AGAIN) -> Reply:
    """The survey's words of consent once more: they have changed since it agreed, or it took its word back."""
    asked = form.role("persetujuan")
    if asked is None or asked.choices is None:
        raise LookupError("a form without a question of consent has no words of it")
    choices: Sequence[Press] = [
        Press(words_of(choice.label, language), verb, household, choice.code)
        for choice in asked.choices.listed.values()
    ]
    return Reply((why, words_of(asked.label, language)), tuple((press,) for press in choices), protected=True)
