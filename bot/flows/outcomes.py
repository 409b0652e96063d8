"""A cadre's rounds: what came of a visit, when to come back, and how far she has got."""

from datetime import datetime, timedelta

from bot.flows.texts import Text, Words

OUTCOMES = ("tidak_ada", "pindah", "kosong")
MORNING, AFTERNOON = 9, 16  # hours at which somebody may be at home
IN_DAYS = {"tidak_ada": 2, "nanti": 1}

NOBODY_HOME = Text("Dicatat: {house}, tidak ada orang. Coba lagi {day}, {part}.")
CLOSED = {
    "pindah": Text("Dicatat: {house} sudah pindah, jadi keluar dari daftar. Jawaban yang ada tetap tersimpan."),
    "kosong": Text("Dicatat: {house} kosong, jadi keluar dari daftar. Jawaban yang ada tetap tersimpan."),
}
IN_THE_MORNING, IN_THE_AFTERNOON = Text("pagi"), Text("sore")
TAKE_BACK = Text("Batalkan, {house} masih ada")
TAKEN_BACK = Text("{house} sudah kembali ke daftar.")


def comes_back(outcome: str, now: datetime) -> datetime | None:
    """When to try again, by the village's clock: nobody home, in two days at another time of the day."""
    days = IN_DAYS.get(outcome)
    if days is None:
        return None
    hour = now.hour if outcome != "tidak_ada" else MORNING if now.hour >= 12 else AFTERNOON
    return (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def noted(outcome: str, house: Words, back_at: datetime | None) -> Words:
    """What was noted of the visit."""
    if back_at is None:
        return CLOSED[outcome](house=house)
    part = IN_THE_MORNING if back_at.hour < 12 else IN_THE_AFTERNOON
    return NOBODY_HOME(house=house, day=back_at.date(), part=part)
