"""*Latihan* on the screen: lessons with a question each, and made-up families; every bubble begins with a mark."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.flows import reading
from bot.flows.coordinating.codes import below
from bot.flows.reply import Press, Reply, Rows, in_rows
from bot.flows.rounds import reminding
from bot.flows.texts import Text, Words
from bot.flows.training.families import FAMILIES, Family
from bot.flows.training.lessons import LESSONS, Lesson
from bot.language import SOURCE, language

LESSON, QUIZ, PRACTISE, STORY = "lesson", "quiz", "pr", "story"  # the pages
MARK = Text("LATIHAN, bukan data sungguhan")
MARK_FAMILY = Text("LATIHAN · {family}, keluarga contoh")
INTRO = Text("Pelajaran singkat dan keluarga contoh untuk mencoba. Tidak ada yang masuk hitungan.")
PASSED = Text("✅ {title}")
FAMILY = Text("LATIHAN {family}")
GO_ON_WITH = Text("Lanjutkan {family}")
HOW_FAR = Text("Pelajaran: {passed} dari {all}.")
ALL_PASSED = Text("Semua pelajaran sudah selesai. Hebat!")
RIGHT = Text("Betul. {said}")
NOT_QUITE = Text("{said} Coba pilih lagi, ya.")
CHOOSE = Text("Pilih salah satu, atau tulis hurufnya.")
LETTERED = Text("{letter}. {option}")
NEXT_LESSON, TO_TRAINING, START = Text("Pelajaran berikutnya"), Text("Latihan"), Text("Mulai mendata")
SEE_STORY, GO_ON, STOP = Text("Lihat cerita"), Text("Lanjutkan"), Text("Selesai latihan")
BEGIN = Text("Mulai")
YOUR_PART = Text("Bayangkan keluarga ini yang menjawab, atau minta teman memerankannya:")
FINISHED = Text("✅ Selesai. Begini nanti hasilnya terlihat:")
NOT_COUNTED = Text("Jawaban latihan ini sudah dihapus.")
WAITS = Text("Latihannya saya simpan. Bisa dilanjutkan kapan saja.")
SAID_NO = Text(
    "Begitulah kalau keluarga menolak: jawabannya dihapus, yang tersimpan hanya hitungan. Latihan ini juga selesai."
)
AWAY = {
    "tidak_ada": Text("Di rumah sungguhan: saya catat tidak ada orang, dan dua hari lagi saya ingatkan di jam lain."),
    "pindah": Text("Di rumah sungguhan: rumahnya keluar dari daftar, jawabannya tetap tersimpan."),
    "kosong": Text("Di rumah sungguhan: rumahnya keluar dari daftar, jawabannya tetap tersimpan."),
}
LETTERS = "abc"


def home(passed: Collection[str], under_way: str = "") -> Reply:
    """The lessons and the made-up families."""
    done = [lesson for lesson in LESSONS if lesson in passed]
    lessons = [
        Press(PASSED(title=each.title) if lesson in passed else each.title, LESSON, "", lesson)
        for lesson, each in LESSONS.items()
    ]
    families = [
        Press(GO_ON_WITH(family=each.name) if name == under_way else FAMILY(family=each.name), STORY, "", name)
        for name, each in FAMILIES.items()
    ]
    how_far = ALL_PASSED if len(done) == len(LESSONS) else HOW_FAR(passed=len(done), all=len(LESSONS))
    return marked(Reply((INTRO, how_far), (*below(*lessons), *below(*families), (Press(START, "home"),))))


def lesson(name: str, awaits: str) -> Reply:
    """The case and its question."""
    here = LESSONS[name]
    lettered = [
        LETTERED(letter=letter, option=option.label) for letter, option in zip(LETTERS, here.options, strict=True)
    ]
    rows = (*_options(name, here), (Press(TO_TRAINING, "training"),))
    return marked(Reply((here.title, here.case, *lettered, CHOOSE), rows, awaits=awaits))


def chosen(name: str, words: str, language_code: str = SOURCE) -> int | None:
    """Which of the options the words are: its letter, its number, or its label, as she reads it or in Indonesian."""
    options, shown = LESSONS[name].options, language(language_code)
    names = {word: n for n in range(len(options)) for word in (LETTERS[n], str(n + 1))}
    names |= {_plain(say): n for n, o in enumerate(options) for say in (o.label.sentence, shown.say(o.label))}
    return names.get(_plain(words))


def answered(name: str, number: int, passed: Collection[str], awaits: str) -> Reply:
    """What the chosen answer would mean; the right one leads on, another lets her choose again."""
    here = LESSONS[name]
    option = here.options[number]
    if not option.right:
        rows = (*_options(name, here), (Press(TO_TRAINING, "training"),))
        return marked(Reply((here.title, NOT_QUITE(said=option.said)), rows, awaits=awaits))
    waiting = next((other for other in LESSONS if other not in passed), None)
    on = (Press(NEXT_LESSON, LESSON, "", waiting),) if waiting is not None else (Press(START, "home"),)
    lines: tuple[Words, ...] = (here.title, RIGHT(said=option.said), *((ALL_PASSED,) if waiting is None else ()))
    return marked(Reply(lines, (on, (Press(TO_TRAINING, "training"),))))


def story(name: str, family: Family, *, under_way: bool) -> Reply:
    """Who the made-up family is."""
    start = Press(GO_ON if under_way else BEGIN, PRACTISE, "", "" if under_way else f"new:{name}")
    rows = ((start,), (Press(TO_TRAINING, "training"),))
    return marked(Reply((YOUR_PART, family.story), rows), family.name)


def step(reply: Reply, family: Family, name: str, revision: int, awaits: str) -> Reply:
    """A bubble of a practised interview: its buttons stay in the practice, and her words, too."""
    rows: Rows = tuple(
        tuple(Press(p.label, PRACTISE, p.question, f"{p.verb}:{revision}:{p.code}") for p in row) for row in reply.rows
    )
    aside = (Press(SEE_STORY, STORY, "", name), Press(STOP, "training"))
    return marked(replace(reply, rows=(*rows, aside), awaits=awaits), family.name)


def stop_what(awaits: str) -> Reply:
    """Whether she stops practising, or wants no reminders: the word alone could be either."""
    presses = (Press(STOP, "training"), Press(reminding.STOP, "quiet"), Press(GO_ON, PRACTISE))
    return marked(Reply((reminding.STOP_WHAT,), tuple((press,) for press in presses), awaits=awaits))


def finished(card: Sequence[Words], family: Family) -> Reply:
    """The end of a practised interview: how a result looks."""
    rows = ((Press(TO_TRAINING, "training"), Press(START, "home")),)
    return marked(Reply((FINISHED, *card, "", NOT_COUNTED), rows), family.name)


def marked(reply: Reply, family: Words = "") -> Reply:
    """The bubble with a first line that says it is practice, whatever else is put before."""
    return replace(reply, mark=MARK_FAMILY(family=family) if family != "" else MARK)


def _plain(words: str) -> str:
    return reading.clean(words).casefold().strip(" .)")


def _options(name: str, here: Lesson) -> Rows:
    presses = [Press(option.label, QUIZ, "", f"{name}:{n}") for n, option in enumerate(here.options)]
    return in_rows(presses)
