"""What can be done in an interview, whether she wrote it or pressed it."""

from dataclasses import dataclass

from bot.flows import roster
from bot.flows.asking import ask
from bot.flows.forms.facts import Answered, Chosen, Fact, Misread, Opened, Removed, Skipped
from bot.flows.forms.form import Kind
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from bot.flows.interview import Interview
from bot.flows.misreading import cancel_what, misread
from bot.flows.reply import Reply
from bot.flows.review import review
from bot.flows.setvalues import new_instance, sets_others, triggered
from bot.flows.showing import KEPT, LEFT_OUT, REASONS_SHOWN, echo, shown_value, title, words
from bot.flows.texts import Text, Words
from bot.flows.turn import Outcome, Turn

FIRST = Text("Ini pertanyaan pertama.")
CHANGED = Text("Sudah diubah. {title}: {value}")
NEEDED = Text("Pertanyaan ini perlu dijawab dulu, ya.")
NOTED = Text("Dicatat: {reason}.")
REMOVED = Text("{name} sudah dihapus dari daftar.")
NO_HELP = Text("Jawab sebisanya saja. Kalau tidak tahu, tulis: tidak tahu.")


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves from where an interview stands, in the cadre's language."""

    interview: Interview
    language: str

    @property
    def record(self) -> Record:
        """The answers so far."""
        return self.interview.record

    def keep(self, facts: tuple[Fact, ...], *lines: Words) -> Turn:
        """Keep the facts and ask what comes then, with these lines before it."""
        after = self.interview.after(facts)
        return Turn(facts, after, ask(after, self.language).after(*lines))

    def keep_and_show(self, facts: tuple[Fact, ...], reply: Reply) -> Turn:
        """Keep the facts and show that bubble."""
        return Turn(facts, self.interview.after(facts), reply)

    def show(self, reply: Reply) -> Turn:
        """Only show that bubble."""
        return Turn((), self.interview, reply)

    def stay(self, *lines: Words) -> Turn:
        """Show the question that waits once more, with these lines before it."""
        return self.show(ask(self.interview, self.language).after(*lines))

    def leave(self, outcome: Outcome) -> Turn:
        """Leave the interview as it is."""
        return Turn((), self.interview, Reply(), outcome)

    def away(self, outcome: str) -> Turn:
        """Leave the interview as it is: nobody is there to ask."""
        return Turn((), self.interview, Reply(), Outcome.AWAY, outcome)

    def answer(self, place: Place, value: str) -> Turn:
        """Keep the answer and ask on. The same value again changes nothing; one by which others are forgotten is read
        back first."""
        if self.interview.chosen_at(place) != value and self.interview.forgotten_by(place, value):
            return self.keep((Opened(place.ref), Chosen(place.ref, value)))
        before = self.record.answers.get(place.ref)
        fact = self.interview.answer(place, value)
        asked = self.interview.asking
        elsewhere = asked is None or asked.ref != place.ref
        if (
            before == fact and elsewhere and not place.definition.private
        ):  # nobody tries out what was answered in private
            return self.stay()
        facts: list[Fact] = [fact]
        if sets_others(self.record, place):
            facts += triggered(self.record.after(facts), place)
        if isinstance(before, Answered) and before != fact and not place.definition.private:
            shown = shown_value(self.record, place, value, self.language)
            return self.keep(tuple(facts), CHANGED(title=title(self.record, place, self.language), value=shown))
        return self.keep(tuple(facts), echo(self.record, place, value, self.language))

    def skip(self, place: Place, reason: str) -> Turn:
        """Leave the question out, and keep why."""
        if place.definition.kind is Kind.REPEAT or self.record.required(place):
            return self.stay(NEEDED)
        noted = KEPT if place.definition.private else NOTED(reason=REASONS_SHOWN.get(reason, LEFT_OUT))
        return self.keep((Skipped(place.ref, reason),), noted)

    def back(self, place: Place) -> Turn:
        """Go to the question before."""
        previous = self.interview.before(place)
        return self.stay(FIRST) if previous is None else self.open(previous)

    def open(self, place: Place) -> Turn:
        """Go to that question."""
        return self.keep((Opened(place.ref),))

    def drop(self, place: Place) -> Turn:
        """What was read back was not meant: ask the question again; one that has its answer keeps it."""
        return self.keep((Opened("" if self.record.is_done(place) else place.ref),))

    def cancel(self) -> Turn:
        """Leave what she went to herself, or what waits for her word, and go on with what comes next."""
        place = self.interview.asking
        if self.interview.opened is not None or self.interview.chosen is not None:
            return self.keep((Opened(""),))
        return self.show(cancel_what(self.interview, place)) if place is not None else self.stay()

    def fail(self, place: Place, *lines: Words) -> Turn:
        """The words were not understood: ask again, with more help each time."""
        facts = (Misread(place.ref),)
        after = self.interview.after(facts)
        return Turn(facts, after, misread(after, place, self.language).after(*lines))

    def review(self, page: int = 0) -> Turn:
        """Show the answers so far."""
        return self.show(review(self.interview, page, self.language))

    def explain(self, place: Place) -> Turn:
        """Show what the form's author wrote to help with this question."""
        return self.stay(words(self.record, place.definition.guidance, place, self.language) or NO_HELP)

    # --- repeats

    def members(self) -> Turn:
        """Go to the list of the household's members."""
        place = self.roster()
        return self.open(place) if place is not None and self.record.relevant(place) else self.stay()

    def change_list(self, place: Place) -> Turn:
        """Show the members as buttons."""
        facts = (Opened(place.ref),)
        after = self.interview.after(facts)
        return Turn(facts, after, roster.ask(after, place, self.language, changing=True))

    def end(self, repeat: Place) -> Turn:
        """Nobody more to add, unless the form objects to the list as it is."""
        objection = roster.objection(self.record, self.language) if repeat.definition.is_roster else ""
        if objection:
            return self.show(roster.ask(self.interview, repeat, self.language, changing=True).after(objection))
        return self.keep((self.interview.end(repeat),))

    def add(self, repeat: Place) -> Turn:
        """One more instance of an open repeat; its first question comes next."""
        ref = f"{repeat.ref}[{self.record.next_key(repeat.ref)}]"
        facts = new_instance(self.record, repeat, self.record.next_key(repeat.ref))
        grown = self.record.after((*facts, Opened(ref)))
        first = next((place.ref for place in grown.questions() if place.ref.startswith(f"{ref}/")), ref)
        return self.keep((*facts, Opened(first)))

    def offer_removal(self, member: Place) -> Turn:
        """Ask whether the member is really to be taken off the list; her next word or button settles it."""
        return self.keep((Opened(member.ref), Chosen(member.ref, roster.LEAVING)))

    def remove(self, member: Place) -> Turn:
        """Take a member off the list."""
        owner = self.roster_of(member)
        return self.keep(
            (Removed(member.ref), *([Opened(owner.ref)] if owner is not None else [])),
            REMOVED(name=roster.name_of(self.record, member)),
        )

    def roster(self) -> Place | None:
        """The list of the household's members."""
        found = next((d for d in self.record.form.ordered if d.is_roster), None)
        return self.record.place(found.path) if found is not None else None

    def roster_of(self, place: Place) -> Place | None:
        """The list that a member stands on; the list itself is its own."""
        return self.record.place(place.ref.rpartition("[")[0]) if place.key else place
