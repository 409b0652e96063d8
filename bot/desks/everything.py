"""All desks together: which page a verb names, which a command leads to, and where each role is at home."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from bot import desks
from bot.desks.desk import Page, Pages
from bot.flows import labels
from bot.flows.permissions import ANYBODY, CADRE, COORDINATOR, OPERATOR, TABLE
from bot.flows.reply import Reply
from bot.language import language
from bot.messages import Tap
from bot.visit import Visit

# The page that "menu" leads each role to, and the one that gets words which nothing waits for.
HOME = {ANYBODY: "info", CADRE: "home", COORDINATOR: "desk", OPERATOR: "desk"}
WRITTEN = {ANYBODY: "seek", CADRE: "find", COORDINATOR: "typed", OPERATOR: "typed"}


def _desks() -> Iterator[Pages]:
    """The pages of every module of this package that has some: who adds a desk adds a file."""
    for found in iter_modules(desks.__path__, f"{desks.__name__}."):
        if found.name != __name__:
            yield getattr(import_module(found.name), "PAGES", {})


def _together(desks_: Iterable[Pages]) -> Pages:
    """The pages of all desks. Raises ValueError where two share a verb."""
    pages: Pages = {}
    for desk in desks_:
        if shared := pages.keys() & desk.keys():
            raise ValueError(f"two desks have a page named {', '.join(sorted(shared))}")
        pages |= desk
    return pages


def _commands(pages: Pages) -> dict[str, tuple[str, ...]]:
    """The pages of each slash command. Raises ValueError where one role has two."""
    commands: dict[str, tuple[str, ...]] = {}
    for verb, page in pages.items():
        for name in page.commands:
            others = commands.get(name, ())
            if any(TABLE[page.action].keys() & TABLE[pages[other].action].keys() for other in others):
                raise ValueError(f"/{name} leads to two pages")
            commands[name] = (*others, verb)
    return commands


PAGES = _together(_desks())
COMMANDS = _commands(PAGES)


def page_of_command(name: str, position: str) -> str:
    """The verb of the page that a slash command leads somebody to; of one that is not for her, which says so."""
    verbs = COMMANDS.get(name, ("home",))
    return next((verb for verb in verbs if verb in PAGES and position in TABLE[PAGES[verb].action]), verbs[0])


def page_of(verb: str) -> Page | None:
    """The page of that verb, or None where it is no page's."""
    return PAGES.get(verb)


async def home(visit: Visit) -> Reply:
    """Where she is at home."""
    answer = await PAGES[HOME[visit.position]].answer(replace(visit, tap=Tap("home")))
    if not isinstance(answer, Reply):
        raise TypeError("a home is one bubble")
    return answer


async def written(visit: Visit) -> Tap:
    """Where words lead that nothing waits for: to what a button of her home says in just these words, else to the page
    that looks for what she may mean. At a house it is not her home that she sees, and a family's words are needs."""
    looked_for = Tap(WRITTEN[visit.position])
    if visit.position == ANYBODY or visit.who.interview is not None:
        return looked_for
    speak = language(visit.language)
    one = labels.written(
        visit.words, [(speak.say(press.label), press) for row in (await home(visit)).rows for press in row]
    )
    return Tap(one.verb, question=one.question, code=one.code) if one is not None else looked_for


def changes(verb: str) -> bool:
    """Whether a press of such a button keeps something."""
    page = PAGES.get(verb)
    return page is not None and page.changes
