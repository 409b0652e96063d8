"""The result card: what a household has fulfilled, what not yet, and why, in lines that anyone at the table may read.

It holds nothing private, and no grade. Labels come from the workbook, in the cadre's language.
"""

from collections.abc import Iterable, Sequence

from bot.flows.grading import grade_lines
from bot.flows.referrals import Advice
from bot.flows.services.contacts import Contacts
from bot.flows.services.directory import Service
from bot.flows.services.tips import Tip
from bot.flows.services.wording import Wording
from bot.flows.texts import Listed, Text, Words
from scoring.index import Index, Indicator, Values
from scoring.rule import Finding, find
from scoring.score import DimensionScore, Score, score, shown

MOST_CHARACTERS = 1000  # of a card, the narrowest channel's limit
_MOST_UNMET = 260  # characters of what is listed as unmet; the rest is counted
_MOST_REASONS = 120
_MOST_LACKING = 60
_MOST_TURN = 160
_LONGEST_BAR = 10

# About how many characters a line takes, to see what of a card still fits.
_FAREWELL, _MOST_LABEL = 130, 28


def result_card(
    indices: Sequence[Index], values: Values, language: str, tip_rows: Iterable[Tip] = ()
) -> tuple[Words, ...]:
    """The household in every index, line by line: the first score in full, the others in a line each.

    What is unmet is listed once: indicators that share a tip are the same matter in several indices.
    """
    scored = [(index, score(index, values)) for index in indices if index.kind == "score"]
    findings = [(index, find(index, values)) for index in indices if index.kind == "rule"]
    lines: list[Words] = []
    for index, found in scored[:1]:
        lines += [_headline(index, found, language), *_bars(index, found, language)]
    if scored:
        lines += [_unmet_line(scored, language, tip_rows), ""]
    for index in indices:
        if index.kind == "grades":
            lines += grade_lines(index, values, language)
    for index, finding in findings:
        lines += _finding_lines(index, finding, language)
    lines += [_headline(index, found, language) for index, found in scored[1:]]
    return tuple(lines)


def tips_card(
    advices: Sequence[Advice],
    contacts: Contacts,
    language: str,
    good: Words | None = None,
    turn: str = "",
) -> tuple[Words, ...]:
    """What the family can do, at most three things, each with where to go; then something that is already good.

    `turn` says what would turn the first of them, where that is short. It gives way where the card grows too long; then
    contacts do, to the services' names, and then what is good.
    """
    texts = [f"{number} {advice.tip.text.said_in(language)}" for number, advice in enumerate(advices, 1)]
    doors = [_door(advice.door, contacts, language) for advice in advices]
    room = MOST_CHARACTERS - _FAREWELL - sum(len(text) + 2 for text in texts)
    told = bool(turn) and len(turn) <= _MOST_TURN and sum(length for _, length in doors) + len(turn) < room
    room -= len(turn) + 1 if told else 0
    whole = sum(length for _, length in doors) <= room
    room -= sum(length for _, length in doors) if whole else sum(_MOST_LABEL for a in advices if a.door)
    lines: list[Words] = []
    for text, advice, (door, _) in zip(texts, advices, doors, strict=True):
        lines.append(text)
        if told and advice is advices[0]:
            lines.append(turn)
        if advice.door:
            lines.append(door if whole else Text("📍 {service}", {"service": advice.door.label.said_in(language)}))
    if not advices:
        lines.append(Text("Tidak ada yang mendesak. Pertahankan, ya."))
    if good and room >= 0:
        lines += ["", Text("Terima kasih sudah meluangkan waktu."), good]
    return tuple(lines)


def _headline(index: Index, found: Score, language: str) -> Words:
    label = Wording(index.label, index.label_en).said_in(language)
    if found.total is None and found.missing and (index.missing == "no_total" or not found.asked):
        things = [Wording(i.label, i.label_en).said_in(language) for i in index.public if i.id in found.missing]
        lacking: dict[str, Words] = {"label": label, "things": _listed(things, _MOST_LACKING)}
        if not found.asked or found.least is None or found.most is None:
            return Text("{label}: belum bisa dihitung, belum terjawab {things}", lacking)
        between = {"least": shown(found.least, 0), "most": shown(found.most, 0)}
        return Text(
            "{label}: belum bisa dihitung (antara {least} dan {most}), belum terjawab {things}", lacking | between
        )
    if index.area == "family_totals":
        line = _ratio(label, found)
    else:
        # Classes exist for areas only; what one family's count says of them is an indication.
        title: Words = Text("{label}, indikatif", {"label": label}) if index.bands else label
        line = Text(
            "{label}: terpenuhi {met} dari {asked} hal", {"label": title, "met": found.met, "asked": found.asked}
        )
    if not found.missing:
        return line
    return Listed((line, Text("belum terjawab {n}", {"n": len(found.missing)})))


def _ratio(label: str, found: Score) -> Words:
    if found.total is not None:
        return Text(
            "{label}: rasio pemenuhan {total} (aplikasi, tanpa butir pribadi)",
            {"label": label, "total": shown(found.total, 0)},
        )
    return Text("{label}: rasio pemenuhan tidak bisa dihitung (aplikasi)", {"label": label})


def _bars(index: Index, found: Score, language: str) -> Iterable[Words]:
    """A line for each part; a part of private items only is not there at all."""
    for dimension, part in zip(index.dimensions, found.dimensions, strict=True):
        if part.items:
            label = Wording(dimension.label, dimension.label_en).said_in(language)
            if part.asked:
                yield f"{label}  {_bar(part)}  {part.met}/{part.asked}"
            else:
                missing = any(i.dimension == dimension.id and i.id in found.missing for i in index.public)
                yield Listed((label, Text("belum terjawab") if missing else Text("tidak berlaku")), "  ")


def _bar(part: DimensionScore) -> str:
    length = min(part.asked, _LONGEST_BAR)
    full = part.met * length // part.asked
    return "▰" * full + "▱" * (length - full)


def _unmet_line(scored: Iterable[tuple[Index, Score]], language: str, tip_rows: Iterable[Tip]) -> Words:
    """What is not yet fulfilled in any of the indices, each matter once."""
    alike = [frozenset(tip.indicators) for tip in tip_rows]
    things: dict[str, str] = {}
    told: set[str] = set()  # indicators named by an index before this one
    known = 0
    for index, found in scored:
        known += found.asked
        new = [
            indicator
            for indicator in index.public
            if indicator.id in found.unmet and not any(indicator.id in matter and matter & told for matter in alike)
        ]
        for indicator in new:
            words = _unmet_words(indicator, language)
            things.setdefault(words.casefold(), words)
        told |= {indicator.id for indicator in new}
    if things:
        return Text("Belum: {things}", {"things": _listed([*things.values()], _MOST_UNMET)})
    return Text("Semua yang terjawab sudah terpenuhi.") if known else Text("Belum ada yang bisa dihitung.")


def _finding_lines(index: Index, finding: Finding, language: str) -> list[Words]:
    label = Wording(index.label, index.label_en).said_in(language)
    by_id = {indicator.id: indicator for indicator in index.public}

    def named(ids: Sequence[str]) -> Words:
        return _listed([_unmet_words(by_id[id_], language) for id_ in ids], _MOST_REASONS, ", ")

    match finding.outcome:
        case None if finding.missing:
            return [Text("{label}: belum diketahui, belum terjawab {n}", {"label": label, "n": len(finding.missing)})]
        case None:
            return [Text("{label}: belum diketahui", {"label": label})]
        case False:
            lines: list[Words] = [Text("{label}: tidak.", {"label": label})]
            if finding.targets and finding.others:
                lines.append(Text("Tetap diperhatikan: {things}.", {"things": named(finding.others)}))
            return lines
        case _ if not finding.deciding:
            return [Text("{label}: ya.", {"label": label})]
        case _:
            reasons = {"label": label, "reasons": named(finding.deciding), "targets": named(finding.targets)}
            if finding.targets:
                return [Text("{label}: ya, karena {reasons} ({targets}).", reasons)]
            return [Text("{label}: ya, karena {reasons}.", reasons)]


def _unmet_words(indicator: Indicator, language: str) -> str:
    unmet = Wording(indicator.unmet, indicator.unmet_en)
    return (unmet or Wording(indicator.label, indicator.label_en)).said_in(language)


def _listed(things: Sequence[str], most: int, separator: str = " · ") -> Words:
    """The things in a row, as many as fit, and how many more there are."""
    fitting, length = 0, 0
    while fitting < len(things) and (not fitting or length + len(things[fitting]) <= most):
        length += len(things[fitting]) + len(separator)
        fitting += 1
    row = Listed(tuple(things[:fitting]), separator)
    rest = len(things) - fitting
    return Text("{things}, dan {n} lainnya", {"things": row, "n": rest}) if rest else row


def _door(service: Service | None, contacts: Contacts, language: str) -> tuple[Words, int]:
    """Where to go in a line, by the shortest way to reach it, and about how long that line is."""
    if service is None:
        return "", 0
    local = contacts.of(service.id)
    label = service.label.said_in(language)
    phone = (local.phone if local else "") or ("" if local else service.phone)
    if phone:
        number: Words = Text("telepon {number}", {"number": phone})
        return Text("📍 {service}: {contact}", {"service": label, "contact": number}), len(label) + len(phone) + 14
    reach = (local.whatsapp and f"WA {local.whatsapp}") or local.address if local else service.contact.said_in(language)
    return Text("📍 {service}: {contact}", {"service": label, "contact": reach}), len(label) + len(reach) + 6
