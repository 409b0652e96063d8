"""Words that were written, to a turn."""

from collections.abc import Callable
from dataclasses import replace

from bot.flows import burst, members, reading, roster
from bot.flows.answering import Refused, Several, Value, hear
from bot.flows.asking import ask, more_ways
from bot.flows.forms.facts import DONT_KNOW, REFUSED, SKIPPED, Chosen, Fact, Misread, Opened
from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.interview import Interview
from bot.flows.labels import written
from bot.flows.misreading import NOT_ALWAYS, WRITE_AGAIN, in_a_month, period_question, refused, two_readings
from bot.flows.moves import Moves
from bot.flows.pressing import press
from bot.flows.reading import Command, OtherPeriod, Understood
from bot.flows.recalling import recalled
from bot.flows.reply import Press, question_code
from bot.flows.showing import choice_label, shown_value, title
from bot.flows.texts import Text, Words
from bot.flows.turn import Outcome, Turn
from bot.language import language
from bot.messages import Tap

NOT_YET_NOTED = Text("Pesan “{words}” belum saya catat. Jawab ini dulu, ya.")
ROSTER_FULL = Text("Paling banyak {n} orang bisa dicatat di satu rumah.")
FOR_NUMBER = Text("{value} untuk nomor {number}, “{title}”?")
CHANGE_IT = Text("Mau mengubah jawaban nomor {number}, “{title}”, jadi {value}?")
OF_THE_QUESTION, OF_THE_INTERVIEW = Text("Jawaban nomor {number}"), Text("Untuk wawancara")
TO_CORRECT = Text("Mau membetulkan jawaban yang tadi? Tulis: jawaban. Atau nomornya, misalnya: 7 belum.")
LONGEST_QUOTE = 60
COURTESIES: dict[reading.Courtesy, Words] = {
    reading.Courtesy.GREETING: Text("Salam. Kita lanjut, ya."),
    reading.Courtesy.THANKS: Text("Sama-sama. Kita lanjut, ya."),
}
YES, NO, UNKNOWING = Understood("yes"), Understood("no"), Understood("dont_know")


def listen(moves: Moves, text: str, early: bool) -> Turn:
    """What her words do where the interview stands."""
    place = moves.interview.asking
    if place is None:
        return _after_the_end(moves, text) or moves.stay()
    answers = burst.hear_many(moves.interview, text, moves.language)
    if answers is not None:
        return _burst(moves, answers)
    command = reading.command(text)
    if place.key and moves.interview.chosen_at(place) == roster.LEAVING:
        settled = _removal(moves, place, text, early)
        if settled is not None:
            return settled
    labelled = None if early else _labelled(moves, place, text)
    if labelled is not None:
        return press(moves, labelled)
    stops_there = command in {Command.STOP, Command.WITHDRAW} and is_in_a_choice(moves.interview, text, moves.language)
    if command in _COMMANDS and not stops_there and not _is_a_choice(moves, place, text):
        return _COMMANDS[command](moves, place)
    polite = _courtesy(moves, place, text)
    if polite is not None:
        return moves.stay(polite)
    leaving = roster.member_named_to_leave(moves.record, text)
    if leaving is not None:
        return moves.offer_removal(leaving)
    if place.definition.is_roster:
        return _members(moves, place, text)
    above = place.parent
    if (
        isinstance(above, Place)
        and above.definition.is_roster
        and members.names_somebody(moves.record, above, text, moves.language)
    ):
        return _members(moves, above, text)
    waiting = moves.interview.chosen_at(place)
    if waiting is not None and not place.definition.is_ticked:
        return _read_back(moves, place, waiting, text, early)
    if place.definition.kind is Kind.REPEAT:
        return _another(moves, place, text)
    return _numbered(moves, place, text, early) or _answer(moves, place, text, early)


def is_about(interview: Interview, text: str, language: str) -> bool:
    """Whether the words concern that finished interview: its answers, its members, an answer by its number."""
    return _after_the_end(Moves(interview, language), text) is not None


def answering(interview: Interview, text: str, language: str) -> Press | None:
    """The button that stands for the words as an answer to the question that waits; None where they are none to it."""
    place = interview.asking
    if place is None:
        return None
    number = interview.number(place)
    label = OF_THE_QUESTION(number=str(number)) if number else OF_THE_INTERVIEW
    match hear(interview.record, place, text, language):
        case Value(value) if place.definition.choices is not None and not place.definition.is_ticked:
            ordinal = next(each.ordinal for each in interview.record.choices(place) if each.code == value)
            return Press(label, "a", question_code(place), str(ordinal))
        case None if reading.command(text) is None:
            return None
        case _:
            return Press(label, "g")


def is_in_a_choice(interview: Interview, text: str, language: str) -> bool:
    """Whether the words stand in a choice of the question that waits ("berhenti" in "Berhenti merokok")."""
    place, said = interview.asking, set(reading.clean(text).casefold().split())
    choices = interview.record.choices(place) if place is not None else ()
    return any(
        place is not None and said <= set(choice_label(interview.record, place, choice, language).casefold().split())
        for choice in choices
    )


def _after_the_end(moves: Moves, text: str) -> Turn | None:
    """What her words do where no question waits; None where they are about something else."""
    answers = burst.hear_many(moves.interview, text, moves.language)
    if answers is not None:
        return _burst(moves, answers)
    named = burst.hear_one(moves.interview, text, moves.language) or recalled(moves.interview, text, moves.language)
    if named is not None:
        return _offer_change(moves, *named)
    leaving = roster.member_named_to_leave(moves.record, text)
    if leaving is not None:
        return moves.offer_removal(leaving)
    match reading.command(text):
        case Command.ANSWERS | Command.BACK:
            return moves.review()
        case Command.MEMBERS:
            return moves.members()
        case _:
            return None


def _is_a_choice(moves: Moves, place: Place, text: str) -> bool:
    """Whether the words are, to the letter, one of the choices at hand."""
    said = reading.clean(text).casefold()
    record = moves.record
    return any(
        said in {choice_label(record, place, choice, moves.language).casefold(), choice.code.casefold()}
        for choice in record.choices(place)
    )


def _courtesy(moves: Moves, place: Place, text: str) -> Words | None:
    """What is said to words that only greet or thank; None for others, and where they could be an answer. "Makasih ya"
    is no yes."""
    kind = reading.courtesy(text)
    thanks = kind is reading.Courtesy.THANKS and place.definition.choices is not None
    if kind not in COURTESIES or _is_a_choice(moves, place, text):
        return None
    answers = not (thanks or place.definition.is_roster) and hear(moves.record, place, text, moves.language) is not None
    return None if answers else COURTESIES[kind]


def _labelled(moves: Moves, place: Place, text: str) -> Tap | None:
    """The button of the bubble that waits whose label was written instead of pressed, in her language or in Indonesian;
    a choice is read as an answer."""
    if _is_a_choice(moves, place, text.strip(" .!")):
        return None
    speak = language(moves.language)
    buttons = [press for row in ask(moves.interview, moves.language, more=True).rows for press in row]
    buttons.append(more_ways(moves.interview, place, moves.language))
    ours = [press for press in buttons if isinstance(press.label, Text)]
    one = written(text, [(say(press.label), press) for press in ours for say in (speak.say, language().say)])
    return Tap(one.verb, 0, one.question, 0, one.code) if one is not None else None


def _answer(moves: Moves, place: Place, text: str, early: bool) -> Turn:
    match hear(moves.record, place, text, moves.language):
        case Value(value) if early:
            return moves.keep((Chosen(place.ref, value),))
        case Value(value):
            return moves.answer(place, value)
        case Several(values, because):
            bubble = two_readings(moves.interview, place, values, because, moves.language)
            waiting = (Chosen(place.ref, values[0]),) if len(values) == 1 else ()  # a written yes settles it, too
            return moves.keep_and_show(waiting, bubble) if waiting else moves.show(bubble)
        case OtherPeriod() as other:
            waiting = (Chosen(place.ref, str(in_a_month(other))),)
            return moves.keep_and_show(waiting, period_question(moves.interview, place, other))
        case Refused(value):
            return moves.keep_and_show((Misread(place.ref),), refused(moves.interview, place, value, moves.language))
        case None if early:
            return moves.stay(NOT_YET_NOTED(words=text[:LONGEST_QUOTE]))
        case None if reading.yes_no(text) == UNKNOWING:  # "tidak tahu bu, suami yang urus"
            return moves.skip(place, DONT_KNOW)
        case None:
            return _not_caught(moves, place, text)


def _not_caught(moves: Moves, place: Place, text: str) -> Turn:
    """Ask again; of members it is said when they are asked about, or how their list is opened."""
    if (earlier := recalled(moves.interview, text, moves.language)) is not None:
        return _offer_change(moves, *earlier)
    if reading.takes_back(text):
        return moves.fail(place, TO_CORRECT)
    owner = moves.roster()
    if owner is None or not members.tells_of_somebody(moves.record, owner, text, moves.language):
        return moves.fail(place)
    return moves.fail(place, roster.OPEN_LIST) if moves.record.relevant(owner) else moves.stay(roster.NOT_YET)


def _numbered(moves: Moves, place: Place, text: str, early: bool) -> Turn | None:
    """One answer with its question's number before it ("7 belum"): taken where it is this question's, offered where it
    is another's. A number or an amount asked for here comes first."""
    named = burst.hear_one(moves.interview, text, moves.language)
    if named is None or (place.definition.choices is None and hear(moves.record, place, text, moves.language)):
        return None
    other, value = named
    return _offer_change(moves, other, value) if early or other.ref != place.ref else moves.answer(place, value)


def _offer_change(moves: Moves, other: Place, value: str) -> Turn:
    """Ask whether another question, named by its number, is to get this value."""
    if moves.interview.forgotten_by(other, value):
        return moves.answer(other, value)  # asked back in words of its own
    turn = moves.keep((Opened(other.ref), Chosen(other.ref, value)))
    line = (CHANGE_IT if other.ref in moves.record.answers else FOR_NUMBER)(
        number=moves.interview.number(other) or "",
        title=title(moves.record, other, moves.language),
        value=shown_value(moves.record, other, value, moves.language),
    )
    return replace(turn, reply=replace(turn.reply, lines=(line,)))


def _read_back(moves: Moves, place: Place, waiting: str, text: str, early: bool) -> Turn:
    """Her word on what was read back to her: yes, no, or another answer."""
    if early:
        return moves.stay(NOT_YET_NOTED(words=text[:LONGEST_QUOTE]))
    if reading.clean(text).casefold() in {WRITE_AGAIN.sentence.casefold(), NOT_ALWAYS.sentence.casefold()}:
        return moves.open(place)
    said = reading.yes_no(text)
    if reading.only_agrees(text):  # to what was just asked, even where "ya" is a choice as well
        return moves.answer(place, waiting)
    heard = hear(moves.record, place, text, moves.language)
    if heard is not None and said is None:
        return _answer(moves, place, text, early)
    if isinstance(heard, Value) and heard.value != waiting:
        return moves.stay()
    if said == YES:
        return moves.answer(place, waiting)
    return moves.drop(place) if said == NO else moves.stay(NOT_YET_NOTED(words=text[:LONGEST_QUOTE]))


def _removal(moves: Moves, member: Place, text: str, early: bool) -> Turn | None:
    """Her word on whether a member is to be taken off the list; None where she says something else."""
    said, owner = reading.yes_no(text), moves.roster_of(member)
    if early and said is not None:
        return moves.stay(NOT_YET_NOTED(words=text[:LONGEST_QUOTE]))
    if said == YES:
        return moves.remove(member)
    declined = said == NO or reading.command(text) in {Command.CANCEL, Command.BACK}
    return moves.change_list(owner) if declined and owner is not None else None


def _another(moves: Moves, place: Place, text: str) -> Turn:
    """Whether an open repeat gets one more instance."""
    said = reading.yes_no(text)
    if said == YES:
        return moves.add(place)
    return moves.end(place) if said == NO else moves.fail(place)


def _members(moves: Moves, place: Place, text: str) -> Turn:
    owner = moves.roster_of(place)
    if owner is None:
        return moves.stay()
    listed = roster.live_members(moves.record, owner)
    if listed and place.ref == owner.ref and (reading.yes_no(text) == YES or roster.is_complete(text)):
        return moves.end(owner)
    named = roster.member_named(moves.record, owner, text)
    if named is not None:
        return moves.open(named)
    told = members.told(moves.record, owner, text, moves.language)
    full = ROSTER_FULL(n=roster.MOST_MEMBERS) if told.crowded else ""
    lines = (*told.objections, roster.unclear_line(told.unclear), full)
    if not told.facts or (listed and not told.more_than_names):  # "makasih" is nobody; a newcomer has an age
        return moves.fail(place, full)
    back_to_list: list[Fact] = [Opened(owner.ref)] if place.ref != owner.ref else []
    facts = (*back_to_list, *told.facts)
    after = moves.interview.after(facts)
    at_list = after.asking is not None and after.asking.ref == owner.ref
    return moves.keep(facts, "" if at_list else roster.names_line(after.record, owner), *lines)


def _burst(moves: Moves, answers: burst.Burst) -> Turn:
    """Several numbered answers in one message: applied one after the other, and echoed."""
    after = moves.interview.after(answers.facts) if answers.facts else moves.interview
    return Turn(answers.facts, after, ask(after, moves.language).after(*burst.echo(answers)))


_COMMANDS: dict[Command | None, Callable[[Moves, Place], Turn]] = {
    Command.BACK: lambda moves, place: moves.back(place),
    Command.SKIP: lambda moves, place: moves.skip(place, SKIPPED),
    Command.DONT_KNOW: lambda moves, place: moves.skip(place, DONT_KNOW),
    Command.REFUSE: lambda moves, place: moves.skip(place, REFUSED),
    Command.LATER: lambda moves, place: moves.leave(Outcome.LATER),
    Command.STOP: lambda moves, place: moves.leave(Outcome.LATER),
    Command.WITHDRAW: lambda moves, place: moves.leave(Outcome.LATER),
    Command.MENU: lambda moves, place: moves.leave(Outcome.HOME),
    Command.ANSWERS: lambda moves, place: moves.review(),
    Command.HELP: lambda moves, place: moves.explain(place),
    Command.CONTINUE: lambda moves, place: moves.stay(),
    Command.CANCEL: lambda moves, place: moves.cancel(),
    Command.MEMBERS: lambda moves, place: moves.members(),
}
