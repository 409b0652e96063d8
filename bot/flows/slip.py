"""A household's code as it is written on paper and typed from it, and the token of a link."""

ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"  # none looks like another, and without vowels they make no word
ON_PAPER, IN_A_LINK = 8, 24  # characters
_BETWEEN = " -–.·_"


def on_paper(code: str) -> str:
    """The code in two halves, as it is copied: BCDF-GH23."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def typed(words: str) -> str | None:
    """The code that somebody typed from the paper; None for words that are none."""
    return _code(words, ON_PAPER)


def looks_like_one(words: str) -> bool:
    """Whether the words are meant as a code, perhaps with a slip of the pen."""
    word = words.strip()
    mixed = any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word)
    return typed(word) is not None or (" " not in word and mixed and ON_PAPER - 2 <= len(word) <= ON_PAPER + 3)


def in_a_link(token: str) -> str | None:
    """The code in a link's token; None for one that is none, such as an invitation's."""
    return _code(token, IN_A_LINK) if token.isupper() else None


def _code(words: str, length: int) -> str | None:
    code = "".join(letter for letter in words.upper() if letter not in _BETWEEN)
    return code if len(code) == length and set(code) <= set(ALPHABET) else None
