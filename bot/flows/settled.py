"""Which answers no advice may lead to, read from a workbook's sheet `settled`.

A row names a question, and a choice of it; without a choice the whole question: how many children live, who is
pregnant, whether somebody is divorced. Explanations name such answers, and never say that they should be others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.rows import Sheets


@dataclass(frozen=True)
class Settled:
    """Questions whose answers stand, and choices that nobody is led to, by question."""

    questions: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def allows(self, question: str, choice: str) -> bool:
        """Whether advice may lead to that choice of the question."""
        return question not in self.questions and choice not in self.choices.get(question, ())


def settled_of(sheets: Sheets) -> Settled:
    """What the sheet says; nothing where there is none."""
    questions: set[str] = set()
    choices: dict[str, frozenset[str]] = {}
    for row in sheets.get("settled", ()):
        name, listed = row.get("name", "").strip(), row.get("choices", "").split()
        if listed:
            choices[name] = choices.get(name, frozenset()) | frozenset(listed)
        else:
            questions.add(name)
    return Settled(frozenset(questions), choices)
