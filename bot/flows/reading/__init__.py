"""A cadre's everyday words to a value: understood, open between two readings, or not understood; never guessed."""

from bot.flows.reading.ages import age
from bot.flows.reading.agreement import only_agrees, yes_no
from bot.flows.reading.amounts import money
from bot.flows.reading.bursts import numbered
from bot.flows.reading.commands import command, plain_words, takes_back, without_taking_back
from bot.flows.reading.consenting import consent
from bot.flows.reading.counts import number
from bot.flows.reading.courtesies import Courtesy, courtesy
from bot.flows.reading.days import date
from bot.flows.reading.hours import time
from bot.flows.reading.household import calls_nobody, members
from bot.flows.reading.household_words import everyday
from bot.flows.reading.masking import masked
from bot.flows.reading.normal_form import clean
from bot.flows.reading.outcomes import (
    Command,
    Either,
    MemberRead,
    Option,
    OtherPeriod,
    Period,
    Reading,
    Understood,
    Value,
)
from bot.flows.reading.phones import phone
from bot.flows.reading.rights import rights
from bot.flows.reading.selections import choice

__all__ = [
    "Command",
    "Courtesy",
    "Either",
    "MemberRead",
    "Option",
    "OtherPeriod",
    "Period",
    "Reading",
    "Understood",
    "Value",
    "age",
    "calls_nobody",
    "choice",
    "clean",
    "command",
    "consent",
    "courtesy",
    "date",
    "everyday",
    "masked",
    "members",
    "money",
    "number",
    "numbered",
    "only_agrees",
    "phone",
    "plain_words",
    "rights",
    "takes_back",
    "time",
    "without_taking_back",
    "yes_no",
]
