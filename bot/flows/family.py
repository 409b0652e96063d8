"""A household's own pages: its code, what it has fulfilled, tips. On a shared telephone neither names nor scores.

Every bubble begins with neutral words: it may be read on a locked screen.
"""

from collections.abc import Iterable, Sequence, Set
from datetime import date

from bot.flows.referrals import Advice
from bot.flows.reply import Press, Reply
from bot.flows.result import result_card, tips_card
from bot.flows.services.contacts import Contacts
from bot.flows.services.tips import Tip
from bot.flows.services.wording import Wording
from bot.flows.texts import Listed, Plural, Text, Words
from scoring.index import MET, Index, Values

MOST_MET = 12  # things on a shared telephone

ASK_CODE = Text(
    "Info Keluarga. Ketik kode dari kertas kader, misalnya: BCDF-GH23. Kode berlaku sekali, 30 hari sejak kunjungan."
)
BAD_CODE = Text(
    "Info Keluarga. Kode itu belum cocok, atau sudah tidak berlaku. Periksa tulisannya, atau minta kertas baru dari "
    "kader, ya."
)
TOO_MANY = Text("Info Keluarga. Sudah beberapa kali dicoba. Coba satu jam lagi, atau minta bantuan kader, ya.")
ALONE_OR_SHARED = Text(
    "Info Keluarga. Terima kasih, kodenya cocok.\nHP ini dipakai sendiri atau bersama? Kalau bersama, nama dan hasil "
    "hitungan tidak ditampilkan."
)
ALONE, SHARED = Text("Sendiri"), Text("Bersama")
NEEDS_CODE = Text(
    "Info Keluarga. Supaya data tidak dibuka orang lain, ini perlu kode dari kertas kader, atau dilakukan bersama "
    "kader di "
    "rumah. Ketik kodenya, atau tulis menu."
)
LOST_CODE = Text("Kalau hilang atau tidak bisa dipakai, minta yang baru dari kader, ya.")
NEEDS_CODE_TO_STOP = Text(
    "Info Keluarga. Di sini saya hanya menjawab kalau ditanya. Kalau maksudnya berhenti ikut pendataan, ini perlu kode "
    "dari kertas kader, atau dilakukan bersama kader di rumah."
)
FOR_FAMILIES = Text(
    "Bagian ini untuk keluarga. Kader: buka rumahnya, lalu Izin, lalu Hak keluarga. Keterangan lengkap: /privasi"
)
HEAD = Text("Info Keluarga. Ini catatan dari kunjungan kader yang terakhir ke rumah.")
MET_HERE = Text("Sudah terpenuhi: {things}.")
NOTHING_MET = Text("Belum ada yang bisa ditampilkan di HP bersama. Tanya kader untuk lengkapnya, ya.")
NO_RESULT = Text("Info Keluarga. Pendataan rumah ini belum selesai, jadi belum ada hasilnya.")
AN_AID = Text(
    "Ini bahan obrolan, bukan penentu bantuan. Tidak ada bantuan yang diberi atau ditolak karena hitungan ini."
)
NEXT_VISIT = Text("Kunjungan berikutnya: {day}.")
FROZEN = Text("Info Keluarga. Data rumah ini sedang dibekukan: tidak dihitung dan tidak dipakai.")
STOPPED = Text("Info Keluarga. Rumah ini sudah berhenti ikut pendataan. Datanya tidak dihitung dan tidak dipakai lagi.")
TIPS = Text("Info Keluarga. Yang bisa dilakukan keluarga, sedikit demi sedikit:")
SEE_TIPS, CORRECT, REVIEW = Text("Saran"), Text("Minta dibetulkan"), Text("Minta ditinjau petugas")
RIGHTS, BACK, CLOSE, THAW = Text("Hak atas data"), Text("Kembali"), Text("Tutup"), Text("Pakai lagi")
AND_MORE = Plural("{things}, dan {n} lainnya", "{things}, dan {n} lainnya")


def ask_code(*lines: Words) -> Reply:
    """The code, asked for. It is known for what it is wherever it is typed."""
    return Reply(lines or (ASK_CODE,), (_leaving(),), fleeting=True)


def alone_or_shared() -> Reply:
    """Who uses the telephone; until she says so, everybody does."""
    rows = ((Press(SHARED, "hp", code="bersama"), Press(ALONE, "hp", code="sendiri")),)
    return Reply((ALONE_OR_SHARED,), rows, fleeting=True)


def none() -> Reply:
    """There is nothing to see yet."""
    return Reply((NO_RESULT,), ((Press(RIGHTS, "privasi"), Press(CLOSE, "tutup")),), fleeting=True, protected=True)


def held(*, stopped: bool) -> Reply:
    """The household's data are used for nothing, as it wished."""
    again = () if stopped else (Press(THAW, "cairkan"),)
    rows = ((*again, Press(RIGHTS, "privasi"), Press(CLOSE, "tutup")),)
    return Reply((STOPPED if stopped else FROZEN,), rows, fleeting=True, protected=True)


def result(
    indices: Sequence[Index],
    values: Values,
    language: str,
    *,
    shared: bool,
    careful: Set[str],
    next_visit: date | None = None,
) -> Reply:
    """What the household has come to: on a telephone of one's own the card, else only what is fulfilled.

    `careful` are indicators that may start a quarrel: on a shared telephone they are not there at all.
    """
    if shared:
        things = _met(indices, values, language, careful)
        lines: tuple[Words, ...] = (MET_HERE(things=_listed(things)) if things else NOTHING_MET,)
    else:
        lines = result_card(indices, values, language)
    visit: tuple[Words, ...] = (NEXT_VISIT(day=next_visit),) if next_visit is not None else ()
    rows = (
        (Press(SEE_TIPS, "sarankami"), Press(CORRECT, "perbaiki")),
        (Press(REVIEW, "tinjau"),),
        (Press(RIGHTS, "privasi"), Press(CLOSE, "tutup")),
    )
    return Reply((HEAD, "", *lines, *visit, AN_AID), rows, fleeting=True, protected=True)


def tips(advices: Sequence[Advice], contacts: Contacts, language: str) -> Reply:
    """What the household can do."""
    rows = ((Press(BACK, "rumahku"), Press(CLOSE, "tutup")),)
    return Reply((TIPS, *tips_card(advices, contacts, language)), rows, fleeting=True, protected=True)


def careful_ones(tips_: Iterable[Tip]) -> frozenset[str]:
    """The indicators whose tips are for the cadre's own screen, or for nobody's."""
    return frozenset(id_ for tip in tips_ if tip.delivery != "U" for id_ in tip.indicators)


def _met(indices: Sequence[Index], values: Values, language: str, careful: Set[str]) -> list[str]:
    """What is fulfilled in the first score, which counts each matter once."""
    first = next((index for index in indices if index.kind == "score"), None)
    shown = [i for i in first.public if values.get(i.id) == MET and i.id not in careful] if first is not None else []
    return [Wording(indicator.label, indicator.label_en).said_in(language) for indicator in shown]


def _listed(things: Sequence[str]) -> Words:
    row = Listed(tuple(things[:MOST_MET]), "; ")
    rest = len(things) - MOST_MET
    return AND_MORE(rest, things=row) if rest > 0 else row


def _leaving() -> tuple[Press, ...]:
    return (Press(BACK, "info"), Press(CLOSE, "tutup"))
