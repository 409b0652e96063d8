"""How seldom a process that has started is searched for garbage."""

import gc


def search_seldom() -> None:
    """From now on what is loaded stays, and is never searched: searching it made one reply in a hundred slow."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
