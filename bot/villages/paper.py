"""The printed form: a page of HTML for A4, black on white, with room to write by hand."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form
from bot.flows.paper import LINE, SHEET, Column, Item, Members, Offered, Paper, Part, paper, strange_names
from bot.flows.texts import Text, Words
from bot.language import SOURCE, Language, language

HOUSE = (Text("Kepala keluarga"), Text("RT"), Text("No. rumah"), Text("Tanggal"), Text("Kader"))
IF_ASKED = Text("Kalau ditanya:")
STOP = Text("Kalau tidak bersedia: berhenti di sini, dan jangan tulis apa pun lagi.")
NOT_TO_WRITE = Text("Jangan tulis NIK, nomor KK, tanggal lahir, atau alamat lengkap. Nama panggilan dan umur cukup.")
HOW_TO_MARK = Text("Silang huruf jawabannya. Yang tidak diketahui atau tidak mau dijawab, biarkan kosong.")
HOW_TO_SEND = Text(
    "Menyalin ke bot: pilih rumahnya, tekan Bersedia, tulis anggota keluarga, tekan Lengkap. "
    "Lalu kirim beberapa jawaban sekaligus dengan nomornya, dan tunggu balasannya. Contoh: {example}. "
    "Yang kotaknya tanpa huruf, tulis katanya atau namanya."
)
SECRET = Text("Kertas ini memuat keterangan keluarga. Simpan baik-baik, dan musnahkan setelah disalin.")
MEMBERS_LIKE_THIS = Text(
    "Ditulis ke bot seperti ini: Budi 41 L kepala, Siti 38 P istri, Ani 7 P anak. "
    "Yang kerja atau sekolah jauh ditulis juga, dengan tanda “jauh”."
)
RELATIONS = Text("Hubungan: {relations}.")
SEVERAL = Text("boleh lebih dari satu")
RANKED = Text("tulis urutannya di sampingnya: 1, 2, 3")
AGAIN = Text("{title} (tulis satu per satu, di kertas tambahan)")
VERSION = Text("{title} · versi {version}")

_STYLE = """
@page { size: A4; margin: 11mm 11mm 12mm; }
* { box-sizing: border-box; }
body { font: 10pt/1.26 "Noto Sans", "DejaVu Sans", Arial, sans-serif; color: #000; margin: 0 auto; max-width: 190mm; }
h1 { font-size: 15pt; margin: 0; }
h2 { font-size: 12pt; margin: 3.5mm 0 2mm; padding: 0.8mm 2mm; border: 0.4mm solid #000; break-after: avoid; }
p { margin: 0 0 1.5mm; }
.house { display: flex; gap: 3mm; margin: 0 0 2mm; font-size: 9.5pt; }
.house span { display: flex; flex: 2 0 auto; align-items: end; min-height: 8mm; white-space: nowrap; }
.house span:first-child { flex-grow: 9; }
.house span:last-child { flex-grow: 5; }
.house span::after { min-width: 8mm; }
.house span::after, .line { content: ""; flex: 1; border-bottom: 0.3mm solid #000; }
.line { display: inline-block; min-width: 38mm; height: 6.5mm; }
.consent, .rules { border: 0.4mm solid #000; padding: 2mm 2.5mm; margin: 2mm 0; break-inside: avoid; }
.consent .asked { font-size: 11.5pt; }
.consent .item { margin-bottom: 1.5mm; }
.small { font-size: 9pt; }
table { width: 100%; border-collapse: collapse; margin-bottom: 1.5mm; }
tr { break-inside: avoid; }
th, td { border: 0.25mm solid #000; padding: 0 2mm; text-align: left; }
th { font-size: 9pt; }
td { height: 6.7mm; }
td.number, td.marks { text-align: center; white-space: nowrap; width: 1%; }
td.number { font-weight: bold; }
th.wide { width: 32%; }
th.middle { width: 24%; }
.columns { columns: 2; column-gap: 6mm; column-rule: 0.2mm solid #000; }
.columns h2:first-child { margin-top: 0; }
.item { display: flex; gap: 2mm; margin: 0 0 2.4mm; break-inside: avoid; }
.item > b { flex: 0 0 6mm; font-size: 12pt; line-height: 1.15; text-align: right; }
.item > div { flex: 1; }
.when { font-weight: bold; font-size: 9pt; }
.when::before { content: "→ "; }
.offered { display: flex; flex-wrap: wrap; gap: 1mm 4mm; margin-top: 1mm; }
.offered .blank { flex: 1 0 100%; }
.blank .line { flex: 1; max-width: 60mm; }
.offered > span { display: flex; align-items: center; gap: 1.5mm; max-width: 100%; }
.box { flex: 0 0 5.6mm; width: 5.6mm; height: 5.6mm; border: 0.3mm solid #000; display: inline-flex;
  align-items: center; justify-content: center; font-style: normal; margin: 0 0.5mm; }
"""


def printed(source: str, *, private: bool = False) -> str:
    """The form of a file, or of the library by its name, as a page to print.

    Raises FileNotFoundError, WorkbookError, FormError, or LookupError for a hint on what the form does not ask.
    """
    path = Path(source)
    if not path.suffix and (LIBRARY / f"{source}.md").is_file():
        path = LIBRARY / f"{source}.md"
    book = load(path)
    form = read_form(book.xml, book.hash)
    hints = book.sheets.get(SHEET, ())
    if strange := strange_names(form, hints):
        raise LookupError("\n".join(f"{name} is no question of this form" for name in strange))
    return page(paper(form, hints, SOURCE, private=private))


def page(form: Paper) -> str:
    """The whole page."""
    speak = language(SOURCE)
    version = speak.say(VERSION(title=form.title, version=form.version)) if form.version else form.title
    return "\n".join(
        (
            f'<!DOCTYPE html>\n<html lang="{SOURCE}"><head><meta charset="utf-8"><title>{escape(version)}</title>',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{escape(form.title)}</h1>",
            _house(speak),
            _consent(form, speak),
            _rules(form, speak),
            *([_members(form.members, speak)] if form.members else []),
            '<div class="columns">',
            *(_part(part, speak) for part in form.parts),
            "</div>",
            f'<p class="small">{escape(version)}</p>',
            "</body></html>\n",
        )
    )


def _house(speak: Language) -> str:
    return '<div class="house">' + "".join(f"<span>{escape(speak.say(one))}:&nbsp;</span>" for one in HOUSE) + "</div>"


def _consent(form: Paper, speak: Language) -> str:
    """What to read aloud, and what to do at a no."""
    if form.consent is None:
        return ""
    explained = f"<b>{escape(speak.say(IF_ASKED))}</b> {escape(form.explained)}" if form.explained else ""
    return (
        f'<div class="consent"><div class="asked">{_item(form.consent, speak)}</div>'
        f'<p class="small">{explained}</p><b>{escape(speak.say(STOP))}</b></div>'
    )


def _rules(form: Paper, speak: Language) -> str:
    """How to fill the paper in, and how its answers get into the bot."""
    rules: list[Words] = [HOW_TO_MARK, NOT_TO_WRITE]
    if example := _example(form.items):
        rules.append(HOW_TO_SEND(example=example))
    return '<div class="rules small">' + "<br>".join(escape(speak.say(rule)) for rule in (*rules, SECRET)) + "</div>"


def _example(items: Sequence[Item]) -> str:
    """How the first few answers of this form are sent: the number with a letter, or with the words themselves."""
    marked = [item for item in items if item.number and item.offered and not item.blank and item.offered[0].label]
    return " ".join(
        f"{item.number}{item.offered[0].letter or ' ' + item.offered[0].label.lower()}" for item in marked[1:4]
    )


def _members(members: Members, speak: Language) -> str:
    titles = "".join(f"<th{_width(column)}>{escape(column.title)}</th>" for column in members.columns)
    cells = "".join(f'<td class="marks">{_marks(c)}</td>' if c.marks else "<td></td>" for c in members.columns)
    rows = "\n".join(f'<tr><td class="number">{n}</td>{cells}</tr>' for n in range(1, members.rows + 1))
    told: list[Words] = [MEMBERS_LIKE_THIS]
    if members.relations:
        told.append(RELATIONS(relations=", ".join(members.relations).lower()))
    return (
        f"<h2>{_numbered(members.number)}{escape(members.title)}</h2>\n"
        f"<table><thead><tr><th></th>{titles}</tr></thead><tbody>\n{rows}\n</tbody></table>\n"
        f'<p class="small">{escape(" ".join(map(speak.say, told)))}</p>'
    )


def _width(column: Column) -> str:
    wide = {"nama": "wide", "hubungan": "middle"}.get(column.role)
    return f' class="{wide}"' if wide else ""


def _marks(column: Column) -> str:
    return " ".join(_box(mark) for mark in column.marks)


def _part(part: Part, speak: Language) -> str:
    title = speak.say(AGAIN(title=part.title)) if part.again else part.title
    heading = f"<h2>{escape(title)}</h2>\n" if title else ""
    return heading + "\n".join(_item(item, speak) for item in part.items)


def _item(item: Item, speak: Language) -> str:
    """A question with its number, whom it is for, and its boxes."""
    when = f'<div class="when">{escape(item.when)}</div>' if item.when else ""
    how = RANKED if item.ranked else SEVERAL if item.many and len(item.offered) > 1 else ""
    aside = item.hint or speak.say(how)
    hint = f' <span class="small">({escape(aside.rstrip("."))})</span>' if aside else ""
    blank = f'<span class="blank">{_ruled(escape(speak.say(item.blank)))}</span>' if item.blank else ""
    offered = "".join(map(_offered, item.offered))
    return (
        f'<div class="item"><b>{item.number or ""}</b><div>{when}{_ruled(escape(item.words))}{hint}'
        f'<div class="offered">{blank}{offered}</div></div></div>'
    )


def _offered(offered: Offered) -> str:
    return f"<span>{_box(offered.letter)}{escape(offered.label)}</span>"


def _box(mark: str) -> str:
    return f'<i class="box">{escape(mark)}</i>'


def _numbered(number: int | None) -> str:
    return f"{number} · " if number else ""


def _ruled(text: str) -> str:
    return text.replace(LINE, '<span class="line"></span>')
