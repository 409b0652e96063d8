"""Words that were not understood, or that could be two things: asked again, with an example, never guessed."""

from decimal import Decimal

from bot.flows.asking import BACK, DO_NOT_KNOW, LATER, SKIP, ask
from bot.flows.forms.facts import DONT_KNOW, SKIPPED
from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.reading import OtherPeriod
from bot.flows.reply import Press, Reply, question_code
from bot.flows.showing import choice_label, shown_value, words
from bot.flows.texts import Listed, Rupiah, Text, Words

NOT_CAUGHT = Text("Saya belum menangkap.")
CHOOSE = Text("Pilih salah satu: {choices}.")
CHOOSE_ANY = Text("Boleh pilih beberapa: {choices}.")
HARD = Text("Tidak apa-apa kalau sulit dijawab. Tulis seperti contoh, pilih, atau lewati.")
CHOOSE_ONE = Text("Tidak apa-apa. Jawabannya cukup salah satu dari tombol di bawah.")
EITHER = Text("Maksudnya {first} atau {second}?")
THIS = Text("Maksudnya {value}?")
ONE_OF = Text("Maksudnya yang mana?")
WRITE_AGAIN = Text("Tulis lagi")
NOT_POSSIBLE = Text("“{value}” belum bisa dicatat di sini.")
MONTHLY = Text("{amount} {period}. Sebulan kira-kira {month}. Pakai angka itu?")
YES = Text("Ya")
NOT_ALWAYS = Text("Tidak selalu")
PERIODS = {
    "day": (Text("sehari"), 30, 1),
    "week": (Text("seminggu"), 30, 7),
    "year": (Text("setahun"), 1, 12),
    "month": (Text("sebulan"), 1, 1),
}
EXAMPLES = {
    "int": Text("Contoh: 3"),
    "decimal": Text("Contoh: 2,5"),
    "date": Text("Contoh: 17 Agustus 2026"),
    "time": Text("Contoh: jam 8 pagi"),
    "dateTime": Text("Contoh: 17 Agustus 2026 jam 8 pagi"),
}
MONEY = Text("Contoh: 2 juta, 750rb")
WITHIN = Text("Contoh: {low} atau {next}, paling banyak {high}.")
WHO_EXAMPLE = Text("Contoh: Budi 41 L kepala, Siti 38 P istri, Ani 7 P anak")
NAMES_WANTED = Text("Saya belum menangkap namanya. Tulis nama tiap orang, dipisah koma.")
NAMES_ENOUGH = Text("Tidak apa-apa. Cukup namanya dulu, satu per baris. Umur dan lainnya saya tanyakan sesudahnya.")
BACK_OR_LATER = Text("Mau ke pertanyaan sebelumnya, atau disimpan dulu?")
GO_ON = Text("Lanjutkan")
TRIES = 3


def misread(interview: Interview, place: Place, language: str) -> Reply:
    """Ask again with an example; after three times with the choices and the way to skip as well."""
    bubble = ask(interview, language)
    if place.definition.is_roster and not place.key:
        line = NAMES_WANTED if interview.misreadings(place) < TRIES else NAMES_ENOUGH
        return bubble.after(line, WHO_EXAMPLE if interview.record.keys_of(place.ref).live else "")
    if interview.misreadings(place) < TRIES:
        return bubble.after(NOT_CAUGHT, _example(interview, place, language))
    code = question_code(place)
    only_chosen = interview.record.required(place) and place.definition.choices is not None
    hard = CHOOSE_ONE if only_chosen else HARD
    lines = (hard, _example(interview, place, language), _choices(interview, place, language))
    if interview.record.required(place) or place.definition.kind is Kind.REPEAT:
        return bubble.after(*lines)
    skipping = (Press(SKIP, "s", code, SKIPPED), Press(DO_NOT_KNOW, "s", code, DONT_KNOW))
    others = tuple(press for press in bubble.rows[-1] if press.verb != "s")
    return Reply(bubble.lines, (*bubble.rows[:-1], skipping, others)).after(*lines)


def cancel_what(interview: Interview, place: Place) -> Reply:
    """To "batal" where nothing is begun that could be given up: the ways that she may mean."""
    back = () if interview.before(place) is None else (Press(BACK, "b", question_code(place)),)
    return Reply((BACK_OR_LATER,), (back, (Press(LATER, "l"),), (Press(GO_ON, "g"),)))


def refused(interview: Interview, place: Place, value: str, language: str) -> Reply:
    """The form does not take that value: its own message, and the question again."""
    record = interview.record
    message = words(record, place.definition.constraint_message, place, language)
    fallback = NOT_POSSIBLE(value=shown_value(record, place, value, language))
    example = _example(interview, place, language) if place.definition.steps is not None and not message else ""
    return ask(interview, language).after(message or fallback, example)


def two_readings(interview: Interview, place: Place, values: tuple[str, ...], because: str, language: str) -> Reply:
    """The words could mean two things: both as buttons."""
    shown = [shown_value(interview.record, place, value, language) for value in values]
    code = question_code(place)
    presses = [
        Press(label, "a", code, button_code(interview, place, value))
        for label, value in zip(shown, values, strict=True)
    ]
    match shown:
        case [only]:
            question = THIS(value=only)
        case [first, second]:
            question = EITHER(first=first, second=second)
        case _:
            question = ONE_OF
    return Reply((question,), (*((press,) for press in presses), (Press(WRITE_AGAIN, "o", code),)))


def button_code(interview: Interview, place: Place, value: str) -> str:
    """The code with which a button carries that value: a choice's ordinal, else the value itself."""
    if place.definition.choices is None:
        return value.replace(".", "_")
    return next((str(c.ordinal) for c in interview.record.choices(place) if c.code == value), "")


def period_question(interview: Interview, place: Place, other: OtherPeriod) -> Reply:
    """An amount for a day, a week or a year where a month is asked: worked out, and asked back."""
    month = in_a_month(other)
    code = question_code(place)
    line = MONTHLY(amount=Rupiah(other.amount), period=PERIODS[other.period][0], month=Rupiah(month))
    return Reply(
        (line,), ((Press(YES, "a", code, str(month)), Press(NOT_ALWAYS, "o", code)), (Press(WRITE_AGAIN, "o", code),))
    )


def in_a_month(other: OtherPeriod) -> int:
    """The amount for a month, about."""
    _, times, parts = PERIODS[other.period]
    month = other.amount * times // parts
    return _about(month) if month * parts != other.amount * times or parts > 1 else month


def _about(amount: int) -> int:
    """The amount with two digits that count: what "about" means."""
    return int(round(amount, 2 - len(str(amount))))


def _example(interview: Interview, place: Place, language: str) -> Words:
    """An example of a good answer: the author's hint, else one that fits the type."""
    if words(interview.record, place.definition.hint, place, language):
        return ""  # stands under the question already
    if place.definition.unit.startswith("rupiah"):
        return MONEY
    if place.definition.choices is not None:
        return ""
    if place.definition.steps is not None:
        low, high, step = map(Decimal, place.definition.steps)
        return WITHIN(low=low, next=min(low + step, high), high=high)
    return EXAMPLES.get(place.definition.type, "")


def _choices(interview: Interview, place: Place, language: str) -> Words:
    record = interview.record
    labels = [choice_label(record, place, choice, language) for choice in record.choices(place)][:10]
    between = "; " if any("," in label for label in labels) else ", "
    choose = CHOOSE_ANY if place.definition.control == "select" else CHOOSE
    return choose(choices=Listed(tuple(labels), between)) if labels else ""
