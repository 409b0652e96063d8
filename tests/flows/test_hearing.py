"""What words that answer a reminder may mean: clear ones one button, others several, and the rest none."""

import pytest

from bot.flows.rounds.hearing import heard
from bot.messages import Tap

REFERRAL = [Tap("refans", question="7", code=code) for code in ("selesai", "sedang", "ditolak", "tidak_jadi")]
HOUSES = [Tap("house", code="3"), Tap("tomorrow"), Tap("nextweek")]
ACTION = [Tap("planans", question="5", code="selesai"), Tap("planans", question="5", code="belum"), Tap("planwhy")]
SUMMARY = [Tap("sumfile", code="20261123"), Tap("sumtime", code="20261123")]


@pytest.mark.parametrize(
    ("buttons", "words", "meant"),
    [
        (REFERRAL, "sudah", "selesai"),
        (REFERRAL, "sdh bu", "selesai"),
        (REFERRAL, "alhamdulillah sudah selesai kemarin", "selesai"),
        (REFERRAL, "sudah ke puskesmas bu", "selesai sedang"),
        (REFERRAL, "masih proses bu", "sedang"),
        (REFERRAL, "blm", "sedang tidak_jadi"),
        (REFERRAL, "belum selesai", "sedang"),
        (REFERRAL, "ditolak bu, suratnya kurang", "ditolak"),
        (REFERRAL, "gak jadi", "tidak_jadi"),
        (REFERRAL, "iya", "selesai sedang"),
        (REFERRAL, "ya", "selesai sedang"),
        (REFERRAL, "bu rahma", ""),
        (REFERRAL, "sudah rumah bp budi selesai tapi ditolak", "selesai ditolak sedang"),
        ([*REFERRAL, *HOUSES], "besok", "tomorrow sedang"),
        (HOUSES, "besok aja ya", "tomorrow"),
        (HOUSES, "minggu depan", "nextweek"),
        (HOUSES, "mulai", "house"),
        (HOUSES, "siap bu", "house tomorrow nextweek"),
        (HOUSES, "sudah", "home house"),
        (HOUSES, "pak dullah", ""),
        (ACTION, "sudah", "selesai"),
        (ACTION, "belum bu", "belum"),
        (ACTION, "ditunda", "planwhy"),
        (SUMMARY, "rincian", "sumfile"),
        (SUMMARY, "sudah", ""),
        ([], "sudah", ""),
    ],
)
def test_words_to_a_reminder_mean_its_buttons(buttons: list[Tap], words: str, meant: str) -> None:
    assert [
        tap.code if tap.verb in {"refans", "planans"} else tap.verb for tap in heard(words, buttons)
    ] == meant.split()
