"""Buttons that nobody was given, words that no page expects and commands with anything after them, for every desk.

What a button names is real, but mostly somebody else's: houses, interviews, roles and people of two villages. In each
text stands the mark of the village that its writer belongs to, so that whoever else is shown it was shown too much.
"""

import random
from dataclasses import dataclass, field

from bot.desks.everything import COMMANDS, PAGES
from bot.flows.consent import purposes
from tests.respondent import HOUSEHOLD

NUMBER = "6302112908910007"  # of a person who is made up: never stored, in whatever spelling
SPELLED = (
    *(NUMBER, "6302 1129 0891 0007", "6302.1129.0891.0007", "6302-1129-0891-0007", "630211 290891 0007"),
    *("6302_1129_0891_0007", "6302\u00a01129\u00a00891\u00a00007", "6302\u200b1129\u200b0891\u200b0007"),
    *(
        "６３０２１１２９０８９１０００７",
        "٦٣٠٢١١٢٩٠٨٩١٠٠٠٧",
        "6302\t1129\t0891\t0007",
        "63021129 08910007",
        "NIK6302112908910007KK",
    ),
)
INTERVIEW_VERBS = (*"atdsyknobceihpmglvxwz", "tips", "why")
_ODD = (
    *(
        "",
        "0",
        "-1",
        "1",
        "9" * 9,
        "9" * 18,
        "9" * 40,
        "2147483647",
        "2147483648",
        "²",
        "٣",
        "1e9",
        "0x1",
        "null",
        "None",
    ),
    *(":", "::", "1:", ":1", "1:2", "1:2:3", "1:2:3:4", "0:0:0", "9999999999:1:1", "1:²:0", "-", "--", "63-", "a-b"),
    *("<b>{m}</b>", "%s%n", "{0}", "{m}", "' OR 1=1 --", "\u202e{m}", "😀" * 12, "\x00", " ", "\n", "ya", "tidak"),
    *(
        "00010101",
        "99991231",
        "20261122",
        "20260230",
        "0-8",
        "6-20",
        "7-8",
        "0-",
        "-8",
        "0-²",
        "id",
        "en",
        "xx",
        "start",
    ),
)
_WORDS = (
    *(
        "{m} " * 125,
        "x" * 1000,
        "{m}" + "😀" * 400,
        "\u202e{m}\u2066 " * 20,
        "{0} {name} {place} {m}",
        "%s %(a)s %d {m}",
    ),
    *(
        "'; DROP TABLE households; --",
        "\" OR ''=' {m}",
        "<b>{m}</b> &amp; <script>",
        "\\N{BULLET} \\x00 {m}",
        "🧑🏽‍🌾👨‍👩‍👧",
    ),
    *("dia dipukul suaminya {m}", "mau bunuh diri", "anak saya di1ec3hkan", "KDRT {m}", "takut pulang", "b*nuh d*ri"),
    *("menu", "kembali", "nanti", "batal", "ya", "tidak", "tidak tahu", "lewati", "lengkap", "hapus", "1", "0", "-1"),
    *("keluarga minta ditinjau lagi {m}", "Pondok Labu", "Kelua", "BPJS", "akta lahir", "posyandu", "0518-2123 {m}"),
    *(
        "081277771234",
        "+62 812-7777-1234",
        "a@b.c {m}",
        "https://contoh.id/?q={m}",
        "/",
        "//start",
        "@kawan_uji_bot {m}",
    ),
    *(
        "{m} 41 L kepala, Siti 38 P istri",
        "bersedia",
        "Rumah",
        "{m}",
        "\u0645\u0631\u062d\u0628\u0627 {m}",
        "\ufeff{m}\u200d",
    ),
)
_ENDING = {"end", "stop", "tutup", "role"}  # what would soon leave nobody to try the rest


@dataclass
class Things:
    """What buttons can name, of both villages."""

    houses: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    rts: tuple[str, ...] = ("01", "02", "03", "99", "ABCDE", "0" * 6)


class Forger:
    """Whatever somebody could send who knows how this bot is made."""

    def __init__(self, dice: random.Random, things: Things) -> None:
        self._dice, self._things = dice, things
        self._verbs = sorted(PAGES)

    def button(self, mark: str) -> str:
        """What stands on a forged button: of a page mostly, else of an interview."""
        pick = self._dice.choice
        verb = pick(self._verbs if self._dice.random() < 0.8 else INTERVIEW_VERBS)
        if verb in _ENDING and self._dice.random() < 0.9:
            verb = pick(self._verbs)
        interview = pick((0, 0, 0, 1, 2, 3, 10**9)) if verb in PAGES else self._dice.randint(1, 12)
        revision = pick((0, 0, 1, 2, 3, 5, self._dice.randrange(10**6), 10**17, int(NUMBER)))
        question = f"{self._dice.randrange(70)}" if verb not in PAGES and self._dice.random() < 0.7 else self._code()
        code = pick(("1", "2", "3", "ya", "")) if verb not in PAGES and self._dice.random() < 0.7 else self._code()
        return f"{verb}.{interview}.{question}.{revision}.{code}".replace("{m}", mark)

    def words(self, mark: str) -> str:
        """Nonsense for whatever waits for words; now and then a household, or an interview would never pass its second
        question."""
        if self._dice.random() < 0.15:
            return HOUSEHOLD
        if self._dice.random() < 0.15:
            return self._dice.choice(("{n}", "nik {n} ya", "{m} {n}", "{n}\n{n}")).format(
                n=self._dice.choice(SPELLED), m=mark
            )
        return self._dice.choice(_WORDS).replace("{m}", mark)

    def command(self, mark: str) -> str:
        """A command, ours or not, with something after it."""
        name = self._dice.choice(
            [*sorted(COMMANDS), "start", "jawaban", "anggota", "bantuan", "lanjut", "nanti", "help"]
        )
        return f"/{name} {self._dice.choice((self._code(), self._code(), self.words(mark)))}".replace("{m}", mark)

    def _code(self) -> str:
        pick, things = self._dice.choice, self._things
        house, person, role = pick(things.houses), pick(things.people), pick(things.roles)
        region = pick(things.regions)
        return str(
            pick(
                (
                    *(house, house, role, role, person, f"{house}:{person}", f"{house}:{person}:0", f"{house}:0"),
                    *(f"{role}:0", f"{house}:{pick(things.people)}:{person}", region.replace(".", "-"), region),
                    *(
                        pick(things.rts),
                        pick(things.rts),
                        pick(things.services),
                        pick(things.forms)[:16],
                        "survei",
                        "anak",
                    ),
                    *(
                        pick(purposes()).id,
                        pick(("cadre", "coordinator", "operator")),
                        "pindah",
                        "telepon",
                        "nama",
                        "jam",
                    ),
                    *(pick(_ODD), pick(_ODD), pick(_ODD), pick(SPELLED)),
                )
            )
        )
