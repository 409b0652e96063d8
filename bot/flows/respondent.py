"""A household that answers at random, the same at the same seed: it taps what is offered, else writes, and now and then
goes back, skips, corrects or writes nonsense."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from bot.flows.answering import Value, hear
from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply
from bot.flows.turn import Said
from bot.messages import Tap

WHIMS = 12  # how often it does something else than answer
ONE_IN = 9  # turns with a whim
REFUSES_ONE_IN = 8  # households asked for their consent, at most
MOST_INSTANCES = 3  # of an open repeat
NONSENSE = ("hmm", "nanti saja ya", "itu lho", "?")
HEADS = ("Budi", "Samsul", "Yusuf", "Dullah")
CHILDREN = ("Rani", "Aminah", "Norhayati")
TEXTS = ("Budi", "Siti Aminah", "sudah", "RT 03", "081234567890", "a@b.co", "63001", "A", "https://desa.id", "12:30")
NUMBERS = ("1", "2", "3", "0", "5", "4", "10", "15", "18", "25", "38", "60", "70", "100", "120", "150", "500", "1000")
BIG = ("2500", "10000", "50000", "750000", "2500000", "1990", "2020", "2026", "-1", "-7", "0,5", "1,5", "2,25", "36,6")
HOURS = ("08.00", "13.45", "19.05", "06.30")
DAYS = (-3, 0, -40, -400, -8000, 30, 400, 1500, -16000)  # before and after today


class Respondent:
    """Says one thing after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret
        self._whims = WHIMS
        self._tries: dict[str, int] = {}

    def says(self, interview: Interview, reply: Reply, language: str) -> Said | None:
        """What it says to that bubble; None where it knows no answer that would be taken."""
        place = interview.asking
        if place is None:
            return None
        tries = self._tries[place.ref] = self._tries.get(place.ref, 0) + 1
        presses = [press for row in reply.rows for press in row]
        if self._whims and tries < 3 and self._random.randrange(ONE_IN) == 0:
            self._whims -= 1
            return self._whim(interview, presses)
        return self._answer(interview, place, presses, language)

    def _whim(self, interview: Interview, presses: Sequence[Press]) -> Said:
        """Something else than an answer."""
        away = [press for press in presses if press.verb in "bsmvphog"]
        if away and self._random.random() < 0.7:
            return _tap(interview, self._random.choice(away))
        return Said(self._random.choice((*NONSENSE, "kembali", "lewati", "tidak tahu", "lihat jawaban")))

    def _answer(self, interview: Interview, place: Place, presses: Sequence[Press], language: str) -> Said | None:
        by_verb: dict[str, list[Press]] = {}
        for press in presses:
            by_verb.setdefault(press.verb, []).append(press)
        if place.definition.is_roster:
            return self._household(interview, place, by_verb)
        if place.definition.kind is Kind.REPEAT:
            live = interview.record.keys_of(place.ref).live
            verb = "i" if len(live) < MOST_INSTANCES and self._random.random() < 0.3 else "e"
            return self._one_of(interview, by_verb.get(verb, ())) or Said("tidak")
        for verb in "ya":  # what was read back, or a choice
            if taps := by_verb.get(verb):
                agrees = place.definition.role == "persetujuan" and self._random.randrange(REFUSES_ONE_IN)
                return _tap(interview, taps[0]) if agrees else self._one_of(interview, taps)
        if "t" in by_verb:
            return self._tick(interview, place, by_verb)
        if "g" in by_verb:
            return self._one_of(interview, by_verb["g"])
        return self._write(interview, place, language) or self._one_of(interview, by_verb.get("s", ()))

    def _one_of(self, interview: Interview, presses: Sequence[Press]) -> Said | None:
        return _tap(interview, self._random.choice(presses)) if presses else None

    def _household(self, interview: Interview, place: Place, by_verb: dict[str, list[Press]]) -> Said | None:
        """Who lives here: a head, perhaps a wife and children; then that the list is complete."""
        if "e" in by_verb and self._tries[place.ref] % 5:
            return self._one_of(interview, by_verb["e"])
        if place.key or "n" in by_verb:
            return self._one_of(interview, by_verb.get("c", by_verb.get("n", ())))
        people = [f"{self._random.choice(HEADS)} {self._random.randint(25, 75)} L kepala"]
        people += [f"Siti {self._random.randint(20, 60)} P istri"] * self._random.randrange(2)
        people += [f"{name} {self._random.randint(0, 19)} P anak" for name in CHILDREN[: self._random.randrange(4)]]
        return Said(", ".join(people))

    def _tick(self, interview: Interview, place: Place, by_verb: dict[str, list[Press]]) -> Said | None:
        """Tick one after the other, and go on once something is ticked that the form takes."""
        ticked = interview.ticked(place)
        record = interview.record
        taken = bool(ticked) and record.accepts(place.ref, " ".join(ticked))
        if place.definition.control == "rank":
            taken = taken and len(ticked) == len(record.choices(place))
        if taken and (self._random.random() < 0.5 or self._tries[place.ref] > 4):
            return self._one_of(interview, by_verb["d"])
        clear = [press for press in by_verb["t"] if press.code.endswith("-")]
        more = [press for press in by_verb["t"] if press.code.endswith("+")]
        if place.definition.control == "rank":
            turning = by_verb.get("p", ())
            return self._one_of(interview, more or turning or (by_verb["d"] if taken else clear))
        return self._one_of(interview, clear if clear and self._random.random() < 0.3 else more or clear)

    def _write(self, interview: Interview, place: Place, language: str) -> Said | None:
        """Words that the form takes as an answer there, as far as any are known."""
        record = interview.record
        candidates = [*self._words(interview, place)]
        self._random.shuffle(candidates)
        taken = (words for words in candidates if isinstance(hear(record, place, words, language), Value))
        words = next(taken, None)
        return Said(words) if words is not None else None

    def _words(self, interview: Interview, place: Place) -> Sequence[str]:
        today = interview.record.now.date()
        days = [f"{day.day}/{day.month}/{day.year}" for day in (today + timedelta(days=n) for n in DAYS)]
        match place.definition.type:
            case "int" | "decimal":
                return (*NUMBERS, *BIG)
            case "date":
                return days
            case "time":
                return HOURS
            case "dateTime":
                return [f"{day} jam {hour}" for day in days for hour in HOURS]
            case _:
                return (*TEXTS, *NUMBERS)


def _tap(interview: Interview, press: Press) -> Said:
    """The button as it comes back from a channel."""
    packed = Tap(press.verb, interview.id, press.question, interview.revision, press.code).pack()
    return Said(tap=Tap.unpack(packed))
