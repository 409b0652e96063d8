"""The screens on which somebody says when she wants to be reminded, or that she does not."""

from bot.flows import rights
from bot.flows.arrival import House
from bot.flows.reply import Press, Reply, in_rows
from bot.flows.rounds.manners import HOURS, USUAL, Manners
from bot.flows.texts import Text, Words

WHEN = Text("Pengingat datang jam {time}, paling banyak satu sehari. Mau jam berapa?")
STOPPED_NOW = Text("Pengingat sedang berhenti. Kalau mau lagi, pilih jamnya.")
SET = Text("Baik. Pengingat datang jam {time}.")
STOP = Text("Berhenti diingatkan")
STOPPED = Text("Baik, mulai sekarang saya hanya menjawab kalau disapa. Kalau mau diingatkan lagi, tulis /ingatkan.")
TOMORROW = Text("Baik, hari ini istirahat dulu. Sampai besok.")
NEXT_WEEK = Text("Baik. Saya ingatkan lagi mulai {day}.")
STOP_WHAT = Text("Maksudnya berhenti yang mana?")
THIS_INTERVIEW = Text("Simpan & lanjut nanti")
FAMILY_STOPS = Text("Keluarga berhenti ikut")
GO_ON = Text("Lanjut wawancara")
MENU = Text("Menu")


def clock(minutes: int) -> str:
    """The time as it is written here: 08.30."""
    return f"{minutes // 60:02}.{minutes % 60:02}"


def when(manners: Manners) -> Reply:
    """When it comes, and the times to choose from."""
    line: Words = STOPPED_NOW if manners.stopped else WHEN(time=clock(manners.remind_at))
    presses = [Press(clock(at), "remindat", code=str(at)) for at in sorted({USUAL, *HOURS})]
    stop = () if manners.stopped else (Press(STOP, "quiet"),)
    return Reply((line,), (*in_rows(presses), (*stop, Press(MENU, "home"))))


def said(line: Words) -> Reply:
    """A word, and the way back."""
    return Reply((line,), ((Press(MENU, "home"),),))


def stop_what(house: House | None) -> Reply:
    """Whether she stops for today, wants no reminders, or the family takes part no more: the word alone could be each.

    The last is read aloud and asked again before anything is done."""
    family = ((_family_stops(house),),) if house is not None else ()  # none amid a village's own interview
    ours = (Press(THIS_INTERVIEW, "l"), Press(STOP, "quiet"))
    return Reply((STOP_WHAT,), (*((press,) for press in ours), *family, (Press(GO_ON, "g"),)))


def family_stops(house: House | None) -> Reply:
    """The way to end a family's part, outside an interview; her reminders are another thing."""
    rows = ((_family_stops(house),), (Press(STOP, "quiet"), Press(MENU, "home")))
    return Reply((STOP_WHAT,), rows)


def _family_stops(house: House | None) -> Press:
    """The way to what that means for the house, or to which house it is."""
    if house is None:
        return Press(FAMILY_STOPS, "hakrumah")
    return Press(FAMILY_STOPS, "hak1", str(house.id), rights.STOP)
