"""People read plain words, and for one thing always the same: the bot's sentences, the services, the questionnaires."""

import re
from collections.abc import Iterator

import pytest
import yaml
from babel.messages.pofile import read_po

from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.services.card import HELP
from bot.locale import extract
from tests.readme import ROOT

SAID_OTHERWISE = {  # as a pattern: as it is said here
    "Ibu/Bapak|Anda|Saudara/i|[Kk]amu": "Bapak/Ibu",
    "[Jj]ika|[Bb]ila|[Aa]pabila|[Mm]anakala": "kalau",
    "[Pp]ukul": "jam",
    "[Tt]idak dapat(?! bantuan)|[Dd]apat di\\w+": "bisa",
    "72 jam": "3 x 24 jam",
    "[Kk]lik": "tekan",
    "[Ll]ink": "tautan",
    "[Ff]ile": "berkas",
    "[Uu]pload|[Dd]ownload": "kirim, unduh",
    "[Ss]urvei|[Ss]ensus": "pendataan",
    "[Rr]umah tangga": "keluarga, rumah",
    "[Rr]esponden|[Ww]arga binaan|[Kk]lien": "keluarga",
    "[Mm]erupakan|[Tt]ersebut|[Dd]ikarenakan|[Gg]una|[Dd]alam rangka": "say it shorter",
    "[Ii]nvalid|[Ee]rror|[Tt]idak valid|[Ss]ilahkan": "say what to do",
    "daring": "di internet",
}
_PLACEHOLDER = re.compile(r"\$?\{[^}]*\}")


def sentences() -> Iterator[str]:
    """Everything in Indonesian that people may read in a chat."""
    with (extract.LOCALE / "bot.pot").open("rb") as pot:
        said = [message.id if isinstance(message.id, str) else " ".join(message.id) for message in read_po(pot)]
    fixed = {text.sentence for text in HELP}  # the reply to a cry for help keeps the words that it was given
    yield from (words for words in said if words not in fixed)
    for row in yaml.safe_load((ROOT / "bot" / "flows" / "services" / "services.yaml").read_text()):
        yield from (str(row.get(name, "")) for name in ("label", "desc", "kontak", "jam", "biaya", "bawa"))
    for path in LIBRARY.glob("*.md"):
        for rows in load(path).sheets.values():
            for row in rows:
                yield from (words for name, words in row.items() if name.endswith("(id)") or name in {"label", "text"})


@pytest.mark.parametrize("pattern", SAID_OTHERWISE)
def test_one_thing_has_one_name(pattern: str) -> None:
    word = re.compile(rf"(?<![\w/])(?:{pattern})(?![\w/])")
    found = {said for said in sentences() if word.search(_PLACEHOLDER.sub(" ", said))}
    assert not found, f"here it is said otherwise: {SAID_OTHERWISE[pattern]}"


def test_a_percentage_is_written_as_people_here_write_it() -> None:
    assert not [said for said in sentences() if re.search(r"\}? %", said)]
