"""What is typed at a page: a plain yes or no presses its button, and nothing becomes a silent answer to a question that
she does not see."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.chat import Conversation


@pytest.fixture
async def talk(engine: AsyncEngine) -> Conversation:
    conversation = Conversation(engine)
    await conversation.settle()
    return conversation


async def said(talk: Conversation, *lines: str, by: str = "Kader") -> str:
    """What stands in the newest bubble after these."""
    for line in lines:
        await talk.say(line, by)
    return talk.phones[by].bubbles[-1].text


async def at_a_question(talk: Conversation) -> None:
    await said(talk, "/start", "[Bp. Budi · belum]", "ya")
    await talk.happen("Keluarga Budi sampai buku_nikah")


@pytest.mark.parametrize(("word", "told"), [("ya", "sudah dihapus"), ("tidak", "Hanya kalau keluarga sendiri")])
async def test_a_plain_yes_or_no_presses_the_button_of_the_page(talk: Conversation, word: str, told: str) -> None:
    await at_a_question(talk)
    assert "Hapus?" in await said(talk, "hapus data", "[Hapus data]")
    assert told in await said(talk, word)


@pytest.mark.parametrize(("word", "told"), [("iya", "sedang dikirim"), ("gak jadi", "Koordinator Desa")])
async def test_a_message_to_the_cadres_is_sent_by_a_typed_yes(talk: Conversation, word: str, told: str) -> None:
    await said(talk, "/start", "kirim pesan", "besok rapat jam 9 ya", by="Koordinator")
    assert told in await said(talk, word, by="Koordinator")


async def test_an_answer_that_is_typed_at_a_page_is_read_back(talk: Conversation) -> None:
    await at_a_question(talk)
    await said(talk, "hapus data")
    assert "“Ada” tadi untuk pertanyaan" in await said(talk, "ada")
    assert (await talk.saved()).get("buku_nikah") is None
    await said(talk, "ya")
    assert (await talk.saved())["buku_nikah"] == "ada"


async def test_what_a_thing_is_called_presses_its_button_whatever_else_stands_there(talk: Conversation) -> None:
    await said(talk, "/start", "kontak layanan", by="Koordinator")
    assert (await said(talk, "puskesmas", by="Koordinator")).startswith("Puskesmas")


async def test_a_house_is_named_by_all_that_stands_on_its_button(talk: Conversation) -> None:
    await said(talk, "/start")
    assert "Rumah dengan nama" in await said(talk, "bp. budi"), "there may be another of that name"
    assert "Bacakan dulu" in await said(talk, "Bp. Budi · belum")


async def test_what_was_settled_with_a_yes_is_not_asked_again_in_other_words(talk: Conversation) -> None:
    await at_a_question(talk)
    await said(talk, "ada")
    assert "Mau mengubah jawaban" in await said(talk, "4 belum")
    assert "Sudah diubah" in await said(talk, "ya"), 'though "ya" could be a choice of that question, too'
