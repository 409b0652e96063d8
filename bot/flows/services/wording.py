"""Words that data brings along, in Indonesian and perhaps in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A label or sentence of a sheet or a data file; Indonesian stands where English is missing."""

    indonesian: str = ""
    english: str = ""

    def __bool__(self) -> bool:
        return bool(self.indonesian)

    def said_in(self, language: str) -> str:
        """The words in that language, or in Indonesian."""
        return (self.english if language == "en" else "") or self.indonesian
