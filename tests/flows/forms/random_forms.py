"""Forms that nobody would write, made of whatever a form may hold: repeats within repeats, counts, lists that depend on
answers, conditions on groups."""

from random import Random

from bot.flows.forms import workbook
from bot.flows.forms.form import Form
from bot.flows.forms.xform import FormError, read_form

_HEAD = "| survey | | | | | | |\n| | type | name | label | relevant | calculation | repeat_count | choice_filter |\n"
_LISTS = """
| choices | | | | |
| | list_name | name | label | f |
| | c | a | A | a |
| | c | b | B | b |
| | d | a | A | 1 |
| | d | e | E | 3 |
"""


class _Author:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311
        self.rows: list[str] = []
        self.outside: list[str] = []  # the names of questions in no repeat
        self.repeats: dict[str, list[str]] = {}
        self.groups: list[str] = []
        self._names = 0

    def name(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def row(self, *cells: str) -> None:
        self.rows.append(f"| | {' | '.join([*cells, *[''] * (7 - len(cells))])} |")

    def number(self, inside: list[str], depth: int = 2) -> str:
        pick, near = self.random.choice, self.outside + 3 * inside
        chance = self.random.random()
        if depth <= 0 or chance < 0.3 or not near:
            return pick(("0", "1", "2", "3"))
        if chance < 0.6:
            return f"${{{pick(near)}}}"
        if chance < 0.85 and self.repeats:
            repeat = pick([*self.repeats])
            field = pick(self.repeats[repeat])
            return pick((
                *(f"sum(${{{field}}})", f"max(${{{field}}})", f"count(${{{repeat}}})"),
                f"count-non-empty(${{{field}}})",
                *(f"count(${{{repeat}}}[{field} > 1])", f"count(${{{repeat}}}[{field} > position()])"),
                f"number(indexed-repeat(${{{field}}}, ${{{repeat}}}, {pick(('1', f'count(${{{repeat}}})'))}))",
            ))  # fmt: skip
        if chance < 0.9 and inside:
            return "position(..)"
        one, other = self.number(inside, depth - 1), self.number(inside, depth - 1)
        return pick((f"{one} + {other}", f"{one} * {other}", f"if({one} > 2, {other}, 1)", f"coalesce({one}, {other})"))

    def condition(self, inside: list[str]) -> str:
        pick, near = self.random.choice, self.outside + inside
        found = [f"{self.number(inside, 1)} > 1", f"{self.number(inside, 1)} = {self.number(inside, 1)}"]
        if near:
            found += [f"${{{pick(near)}}} = 'a'", f"selected(${{{pick(near)}}}, 'a')", f"${{{pick(near)}}} != ''"]
        if self.groups:
            found += [f"${{{pick(self.groups)}}} != ''", f"count-non-empty(${{{pick(self.groups)}}}) > 0"]
        joined = self.random.random() < 0.25
        return f"({pick(found)}) {pick(('and', 'or'))} ({self.condition(inside)})" if joined else pick(found)

    def question(self, inside: list[str], into: list[str]) -> None:
        pick, chance = self.random.choice, self.random.random()
        relevant = self.condition(inside) if self.random.random() < 0.35 else ""
        near = self.outside + inside
        if chance < 0.35:
            name = self.name("i")
            self.row(pick(("integer", "text")), name, "L", relevant)
        elif chance < 0.5:
            name = self.name("s")
            filters = ("", f"f != {self.number(inside, 1)}", f"f = ${{{pick(near)}}}" if near else "f = 'a'")
            self.row(pick(("select_one c", "select_multiple d")), name, "L", relevant, "", "", pick(filters))
        elif chance < 0.58 and self.repeats:
            name, fields = self.name("m"), pick([*self.repeats.values()])
            self.row(f"select_one ${{{pick(fields)}}}", name, "L", relevant, "", "", f"{pick(fields)} > 1")
        else:
            name, made = self.name("k"), self.number(inside, 3)
            self.row("calculate", name, "", relevant, pick((made, made, f"concat({made}, '-', {made})")))
        into.append(name)

    def repeat(self, inside: list[str]) -> None:
        name = self.name("r")
        fields: list[str] = []
        relevant = self.condition(inside) if self.random.random() < 0.3 else ""
        count = self.number(inside, 1) if self.random.random() < 0.5 else ""
        self.row("begin repeat", name, "L", relevant, "", count)
        for _ in range(self.random.randint(2, 4)):
            self.question([*inside, *fields], fields)
        if not inside and self.random.random() < 0.3:
            self.repeat(fields)
        self.row("end repeat")
        self.repeats[name] = fields
        self.groups.append(name)

    def group(self) -> None:
        name = self.name("g")
        self.row("begin group", name, "L", self.condition([]))
        for _ in range(self.random.randint(1, 3)):
            self.question([], self.outside)
        self.row("end group")
        self.groups.append(name)


def random_form(seed: int) -> Form | None:
    """A made-up form; None where it asks for what no form can give, such as a value that depends on itself."""
    author = _Author(seed)
    for _ in range(author.random.randint(6, 14)):
        chance = author.random.random()
        if chance < 0.25 and len(author.repeats) < 3:
            author.repeat([])
        elif chance < 0.4:
            author.group()
        else:
            author.question([], author.outside)
    book = workbook.load((_HEAD + "\n".join(author.rows) + "\n" + _LISTS).encode(), "acak.md")
    try:
        return read_form(book.xml, book.hash)
    except FormError:
        return None
