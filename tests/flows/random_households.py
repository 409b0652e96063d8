"""Made-up households that answer the questionnaire `keluarga` at random, the same for the same seed."""

from random import Random

from bot.flows.forms.facts import Answered
from bot.flows.forms.places import Place
from bot.flows.forms.record import Record
from tests.flows.forms.households import PATHS, interviewed

RELATIONS = ("anak", "anak", "anak", "cucu", "orang_tua", "mertua", "saudara", "menantu", "lainnya")


def random_household(seed: int, well: float = 0.0) -> Record:
    """A household of one to eight, each question answered at random, skipped one time in six.

    `well` is the share of answers that are the first choice, or nobody of a list: mostly what fulfils something.
    """
    random = Random(seed)  # noqa: S311 - made-up households
    members = [f"A {random.choice(('laki_laki', 'perempuan'))} kepala {random.randint(19, 80)}"]
    if random.random() < 0.7:
        members = [f"A laki_laki kepala {random.randint(19, 80)}", f"B perempuan istri {random.randint(17, 75)}"]
    for number in range(random.randint(0, 6)):
        sex = random.choice(("laki_laki", "perempuan"))
        far = " jauh" if random.random() < 0.1 else ""
        members.append(f"{chr(67 + number)} {sex} {random.choice(RELATIONS)} {random.randint(0, 30)}{far}")
    private = random.choice(("ya", "tidak"))
    record = interviewed({"members": members, "privat": private})
    answered = {"persetujuan", "berdua_saja"}
    while (place := _next(record, answered)) is not None:
        answered.add(place.definition.name)
        value = _random_answer(record, place, random, well)
        if value and random.random() > 1 / 6 and record.accepts(place.ref, value):
            record = record.after([Answered(place.ref, value)])
    return record


def _next(record: Record, answered: set[str]) -> Place | None:
    members = f"{PATHS['anggota']}["
    return next(
        (
            place
            for place in record.questions()
            if place.definition.name not in answered and not place.ref.startswith(members) and place.ref != members[:-1]
        ),
        None,
    )


def _random_answer(record: Record, place: Place, random: Random, well: float) -> str:
    codes = [choice.code for choice in record.choices(place)]
    fulfilled = random.random() < well
    match place.definition.control:
        case "select1" if fulfilled:
            return codes[0]
        case "select" if fulfilled:
            return "tidak_ada"
        case "select1":
            return random.choice(codes)
        case "select":
            some = [code for code in codes if code != "tidak_ada"]
            return (
                " ".join(random.sample(some, random.randint(1, len(some))))
                if some and random.random() < 0.6
                else "tidak_ada"
            )
    return str(
        {"belanja": random.randint(2, 60) * 100_000, "luas_lantai": random.randint(6, 400) / 2}.get(
            place.definition.name, random.randint(0, 6)
        )
    )
