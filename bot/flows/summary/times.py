"""When a summary comes: which day and hour, whether it is time, and the screens on which that is changed."""

from datetime import date, datetime

from bot.flows.coordinating.home import to_home
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.summary.lines import TIMES
from bot.flows.texts import Text

CHOOSE_HOUR, KEEP = "sumday", "sumhour"  # the verbs of the pages behind the buttons
HOURS = (6, 7, 8, 10, 12, 14, 16, 18, 20)
DAYS = (
    Text("Senin"),
    Text("Selasa"),
    Text("Rabu"),
    Text("Kamis"),
    Text("Jumat"),
    Text("Sabtu"),
    Text("Minggu"),
)

WHICH_DAY = Text("Rangkuman sekarang datang tiap {day} jam {hour}. Mau hari apa?")
WHICH_HOUR = Text("Hari {day}. Mau jam berapa?")
KEPT = Text("Baik. Rangkuman datang tiap {day} jam {hour}.")
BACK = Text("Kembali")


def due_on(weekday: int, hour: int, sent_on: date | None, local: datetime) -> date | None:
    """The day whose summary is due by the recipient's own clock; None where it is not time, or it was made.

    One that was missed is made up later the same day, and not on another: it would tell of another week.
    """
    today = local.date()
    due = local.weekday() == weekday and local.hour >= hour and (sent_on is None or sent_on < today)
    return today if due else None


def which_day(weekday: int, hour: int) -> Reply:
    """The days to choose from."""
    presses = [Press(day, CHOOSE_HOUR, code=str(number)) for number, day in enumerate(DAYS)]
    return Reply((WHICH_DAY(day=DAYS[weekday], hour=clock(hour)),), (*in_rows(presses), (to_home(),)))


def which_hour(weekday: int) -> Reply:
    """The hours to choose from on that day."""
    presses = [Press(clock(hour), KEEP, code=f"{weekday}-{hour}") for hour in HOURS]
    return Reply((WHICH_HOUR(day=DAYS[weekday]),), (*in_rows(presses), (Press(BACK, TIMES),)))


def kept(weekday: int, hour: int) -> Reply:
    """That it comes then from now on."""
    return Reply((KEPT(day=DAYS[weekday], hour=clock(hour)),), ((to_home(),),))


def chosen(code: str) -> tuple[int, int | None] | None:
    """The day, and perhaps the hour, that a button carries; None where it is none of ours."""
    day, _, hour = code.partition("-")
    if day not in map(str, range(len(DAYS))) or hour not in {"", *map(str, HOURS)}:
        return None
    return int(day), int(hour) if hour else None


def clock(hour: int) -> str:
    """The hour as it is written here: 07.00."""
    return f"{hour:02}.00"
