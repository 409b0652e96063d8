"""The card behind [Kenapa?]: why things are not yet fulfilled, page by page."""

from collections.abc import Collection

from bot.flows.explain import explanations
from bot.flows.forms.record import Record
from bot.flows.indicators import known_values
from bot.flows.interview import Interview
from bot.flows.reply import Press, Reply
from bot.flows.result import MOST_CHARACTERS
from bot.flows.texts import Text
from bot.flows.why import pages, what_turns_it, why
from bot.language import language
from bot.questionnaires import Questionnaire

WHY = "why"  # the button's verb; its code is the page
ASK_WHY = Text("Kenapa?")
BEHIND = Text("Ini jawaban yang menentukan, dan apa yang bisa mengubahnya.")
PAGE = Text("Ini jawaban yang menentukan, dan apa yang bisa mengubahnya. ({page} dari {pages})")
MORE = Text("Selanjutnya")
WHAT_CAN_BE_DONE = Text("Apa yang bisa dilakukan")
NEXT_HOUSE = Text("Rumah berikutnya")
_HEADING = 80  # about as many characters as the heading of a page


def what_it_would_bring(
    record: Record, questionnaire: Questionnaire, indicators: Collection[str], language_code: str
) -> str:
    """The sentence that says what would turn the first of these indicators that an answer turns; empty for none."""
    indices = questionnaire.indices
    found = explanations(record, indices, known_values(record, indices), questionnaire.settled)
    say = language(language_code).say
    told = (what_turns_it(record, indices, each, language_code) for each in found if each.indicator in indicators)
    return next((say(words) for words in told if words is not None), "")


def reasons(interview: Interview, questionnaire: Questionnaire, language_code: str, code: str = "") -> Reply:
    """One page of the reasons; a page that is not there (any more) is the first."""
    record, indices = interview.record, questionnaire.indices
    found = explanations(record, indices, known_values(record, indices), questionnaire.settled)
    say = language(language_code).say
    matters = [[say(line) for line in matter] for matter in why(record, indices, found, language_code)]
    sheets = pages(matters, MOST_CHARACTERS - _HEADING)
    page = int(code) if code.isascii() and code.isdigit() and 0 < int(code) <= len(sheets) else 1
    heading = PAGE(page=page, pages=len(sheets)) if len(sheets) > 1 else BEHIND
    more = (Press(MORE, WHY, code=str(page + 1)),) if page < len(sheets) else ()
    tips = Press(WHAT_CAN_BE_DONE, "tips")
    lines = (*((heading,) if found else ()), *sheets[page - 1])
    return Reply(lines, (more, (tips,), (Press(NEXT_HOUSE, "home"),)))
