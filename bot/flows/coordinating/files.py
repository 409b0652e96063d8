"""Files for coordinators, and which version of the questionnaire is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flows.coordinating.codes import below, cut
from bot.flows.coordinating.home import to_home
from bot.flows.reply import Attachment, Press, Reply
from bot.flows.texts import Text

REPORT = Text("Laporan {place} tahun {year}. Tidak ada nama keluarga di dalamnya.")
TABLES = Text("Tabelnya, untuk dihitung lagi.")
DATA = Text("Data {place} tahun {year}: satu baris per indikator, tanpa nama. Angka di bawah 5 disembunyikan.")
AS_TEXT = Text("Isinya sama, sebagai teks (.csv).")
TOO_FEW = Text("Data {place} bisa diunduh setelah ada 10 rumah yang selesai, supaya tidak ada keluarga yang tertebak.")
NO_FORM = Text("Belum ada kuesioner yang diterbitkan.")

VERSIONS = Text("Kuesioner yang pernah diterbitkan. Wawancara baru memakai yang teratas.")
VERSION = Text("{n}. {title}, versi {version}, {day}")
NEW_ONE = Text(
    "Berkas kuesioner diperiksa dan diterbitkan dari komputer: kawan publish. Di sini hanya memilih versinya."
)
USE = Text("Pakai no. {n}")
SURE = Text("Mulai sekarang semua wawancara baru memakai {title}, versi {version}? Yang sudah mulai tidak berubah.")
YES, NO = Text("Ya, pakai"), Text("Tidak jadi")
IN_USE = Text("Wawancara baru sekarang memakai versi {version}.")
MOST_VERSIONS = 6


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A published version, by the first signs of its hash."""

    code: str
    title: str
    version: str
    published_on: date


def report(place: str, year: int, word: Attachment, sheets: Attachment) -> tuple[Reply, ...]:
    """The report and its tables."""
    return (
        Reply((REPORT(place=place, year=str(year)),), attachment=word),
        Reply((TABLES,), ((to_home(),),), attachment=sheets),
    )


def data(place: str, year: int, sheet: Attachment, text: Attachment) -> tuple[Reply, ...]:
    """The figures as a sheet and as text."""
    return (
        Reply((DATA(place=place, year=str(year)),), attachment=sheet),
        Reply((AS_TEXT,), ((to_home(),),), attachment=text),
    )


def versions(found: Sequence[FormVersion]) -> Reply:
    """The versions, the one in use first."""
    here = found[:MOST_VERSIONS]
    lines = [
        VERSION(n=str(n), title=cut(each.title, 60), version=each.version, day=each.published_on)
        for n, each in enumerate(here, 1)
    ]
    uses = [Press(USE(n=str(n)), "form", "", each.code) for n, each in enumerate(here, 1) if n > 1]
    return Reply((VERSIONS, *lines, NEW_ONE), (*below(*uses), (to_home(),)))


def sure(one: FormVersion) -> Reply:
    """Before another version is in use."""
    line = SURE(title=cut(one.title, 60), version=one.version)
    return Reply((line,), ((Press(YES, "form_use", "", one.code), Press(NO, "forms")),))
