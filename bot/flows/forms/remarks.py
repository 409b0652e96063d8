"""What pyxform says of a workbook, as its author can use it: where, what, and how to mend it."""

import re

from bot.flows.forms.sheets import Problem

_ROW = re.compile(r"\[row : (\d+)\]|row[s]? (?:number )?'?(\d+)")
_SHEET = re.compile(r"'?(survey|choices|settings|entities)'? (?:sheet|worksheet)")
_TYPES = "text, integer, decimal, date, time, select_one LIST, select_multiple LIST, note or calculate"
_IN_OUR_WORDS = (
    (
        r".*the 'name' value '(.*)' is invalid\. Questions, groups.*",
        r"another row of the same group is called '\1', too; give one of them another name",
    ),
    (
        r".*Choice names must be unique.*",
        "another choice of the same list has that name, too; give each choice a name of its own",
    ),
    (r".*Unknown question type '(.*)'.*", rf"there is no type '\1'; write {_TYPES}"),
    (r".*Question with no type.*", f"the type is missing; write {_TYPES}"),
    (r".*Question or group with no name.*", "the name is missing; give it one that no other row has"),
    (r".*survey element named '(.*)' has no label.*", r"'\1' has no label; write what people read"),
    (r".*Missing calculation.*", "the column calculation is empty; write what is to be worked out"),
    (r".*Unmatched 'begin_(\w+)'.*", r"this \1 is not closed; put a row 'end \1' after its last question"),
    (r".*Unmatched 'end_(\w+)'.*", r"no \1 is open here; delete this row, or put 'begin \1' before its first question"),
)


def located(message: str) -> Problem:
    """pyxform's complaint with the place it names."""
    row, sheet = _ROW.search(message), _SHEET.search(message)
    text = re.sub(r"^\[row : \d+\] *", "", message).partition(" Learn more")[0].strip()
    for pattern, ours in _IN_OUR_WORDS:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            text = match.expand(ours)
            break
    return Problem(sheet[1] if sheet else "survey", int(row[1] or row[2]) if row else 0, text)
