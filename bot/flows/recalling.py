"""An answer given before, taken back in words ("eh tadi yang nikah belum"), found by what they name of its title."""

from bot.flows import reading
from bot.flows.answering import Value, hear
from bot.flows.forms.facts import Answered
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.showing import title

SHORTEST = 4  # letters of a word that tells one title from others


def recalled(interview: Interview, text: str, language: str) -> tuple[Place, str] | None:
    """The answered question that the words name, with another value for it; None where they name none, or several."""
    if not reading.takes_back(text):
        return None
    record = interview.record
    said = reading.without_taking_back(text)
    titles = {
        place.ref: (place, set(said) & {*reading.plain_words(title(record, place, language))})
        for place in interview.questions()
        if isinstance(record.answers.get(place.ref), Answered) and not place.definition.private
    }
    found = {
        ref: (place, named) for ref, (place, named) in titles.items() if any(len(word) >= SHORTEST for word in named)
    }
    if len(found) != 1:
        return None
    ((place, named),) = found.values()
    heard = hear(record, place, " ".join(word for word in said if word not in named), language)
    return (place, heard.value) if isinstance(heard, Value) and heard.value != record.text(place) else None
