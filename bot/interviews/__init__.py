"""Interviews as messages meet them: begun, answered, finished, practised, handed on, and what comes of them."""
