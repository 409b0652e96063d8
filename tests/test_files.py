"""Files that coordinators get in chat are made when their message is done: nobody waits for them."""

import asyncio
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desks import files
from bot.flows.reply import Attachment
from bot.flows.reports.figures import Figures
from bot.messages import Incoming
from tests.chat import SPEAKERS, Conversation


async def test_the_report_comes_as_word_and_as_excel(engine: AsyncEngine) -> None:
    talk = Conversation(engine)
    await talk.settle()
    word, sheets, *_ = await talk.say("/laporan", "Koordinator")
    assert word.attachment is not None
    assert sheets.attachment is not None
    assert (word.attachment.make, sheets.attachment.make) == (None, None)
    paper = Document(BytesIO(word.attachment.content))
    assert "Laporan Kualitas Keluarga" in [paragraph.text for paragraph in paper.paragraphs]
    assert "Profil" in load_workbook(BytesIO(sheets.attachment.content)).sheetnames


async def test_another_message_of_the_same_chat_is_answered_while_a_file_is_made(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Conversation(engine)
    await talk.settle()
    loop = asyncio.get_running_loop()

    def make() -> bytes:
        other = Incoming("other", SPEAKERS["Koordinator"], talk.now, words="menu")
        answered = asyncio.run_coroutine_threadsafe(talk.dialogue.receive(other), loop).result(timeout=4)
        return answered[0].text.encode()

    def slow(_: Figures) -> tuple[Attachment, Attachment]:
        return Attachment("a.docx", make=make), Attachment("a.xlsx", b"ready")

    monkeypatch.setattr(files, "report_files", slow)
    replies = await talk.say("/laporan", "Koordinator")
    found = [reply.attachment.content for reply in replies if reply.attachment is not None]
    assert found[0].startswith(b"Koordinator Desa Pondok Labu")
    assert found[1] == b"ready"
