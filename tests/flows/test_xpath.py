"""Expressions of forms: what they give, what they refuse, and which nodes they read."""

import math
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.forms.tree import Node
from bot.flows.forms.values import text_of_number
from bot.flows.forms.xpath import XPathError, compile_expression
from tests.conformance.documents import Still, read_document

HOUSE = """
<rumah>
  <rt>3</rt>
  <alamat/>
  <lahir>1990-05-17</lahir>
  <jajan>kopi teh</jajan>
  <desa>b2</desa>
  <anggota><nama>Rani</nama><umur>34</umur><kelamin>p</kelamin></anggota>
  <anggota><nama>Dafa</nama><umur>4</umur><kelamin>l</kelamin></anggota>
  <anggota><nama>Sari</nama><umur/><kelamin>p</kelamin></anggota>
</rumah>
"""
VILLAGES = """
<root>
  <item><name>a1</name><label>Air</label><kec>a</kec></item>
  <item><name>b1</name><label>Bukit</label><kec>b</kec></item>
  <item><name>b2</name><label>Batu</label><kec>b</kec></item>
</root>
"""
ZONE = ZoneInfo("Asia/Makassar")
NOON = datetime(2026, 3, 15, 12, 0, tzinfo=ZONE)


class House(Still):
    """A scope in which children's answers apply only to those who have an age."""

    hidden: frozenset[Node] = frozenset()

    def relevant(self, node: Node) -> bool:
        return node not in self.hidden


@pytest.fixture
def house() -> tuple[House, Node]:
    villages, _ = read_document(VILLAGES.replace("\n", "").replace("  ", ""))
    document, _ = read_document(HOUSE.replace("\n", "").replace("  ", ""))
    return House(NOON, {"desa": villages}), document


def at(document: Node, *names: str) -> Node:
    node = document
    for step in names:
        name, _, index = step.partition(":")
        node = node.named(name)[int(index or 1) - 1]
    return node


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1 + 2 * 3", "7"),
        ("7 div 2", "3.5"),
        ("7 mod -2", "1"),
        ("1 div 0", "Infinity"),
        ("0 div 0", "NaN"),
        ("1000000 * 1000000 * 1000000 * 10000", "10000000000000000000000"),
        ("1 div 8000000", "0.000000125"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("- -2", "2"),
        ("2 = 2.0", "true"),
        ("'' = 0", "false"),
        ("'' < 1", "false"),
        ("1and1", "true"),
        ("0or/rumah/rt", "true"),
        ("'b' != 'a' and not(false())", "true"),
        ("if(/rumah/rt > 2, 'besar', 'kecil')", "besar"),
        ("if(/rumah/alamat = '', 'na', 1)", "na"),
        ("coalesce(/rumah/alamat, /rumah/rt)", "3"),
        ("coalesce(/rumah/alamat * 2, 0) + 1", "1"),
        ("selected(/rumah/jajan, 'teh')", "true"),
        ("selected(/rumah/jajan, 'te')", "false"),
        ("selected-at(/rumah/jajan, 1)", "teh"),
        ("selected-at(/rumah/jajan, 2)", ""),
        ("count-selected(/rumah/jajan)", "2"),
        ("/rumah/alamat > 3", "false"),
        ("/rumah/alamat <= 3", "false"),
        ("count(/rumah/anggota)", "3"),
        ("count(/rumah/anggota[./umur < 18])", "1"),
        ("count(/rumah/anggota[umur = ''])", "1"),
        ("count-non-empty(/rumah/anggota/umur)", "2"),
        ("sum(/rumah/anggota/umur)", "NaN"),
        ("sum(/rumah/anggota[umur != '']/umur)", "38"),
        ("max(/rumah/anggota[umur != '']/umur)", "34"),
        ("join(', ', /rumah/anggota/nama)", "Rani, Dafa, Sari"),
        ("/rumah/anggota[2]/nama", "Dafa"),
        ("/rumah/anggota[last()]/nama", "Sari"),
        ("/rumah/anggota[position() > 1]/nama", "Dafa"),
        ("//anggota[kelamin = 'p'][2]/nama", "Sari"),
        ("(//nama)[2]", "Dafa"),
        ("/rumah/anggota/nama[. = 'Sari']/../kelamin", "p"),
        ("/rumah/anggota[1]/following-sibling::anggota/nama", "Dafa"),
        ("count(/rumah/rt | /rumah/desa | /rumah/rt)", "2"),
        ("indexed-repeat(/rumah/anggota/nama, /rumah/anggota, 2)", "Dafa"),
        ("indexed-repeat(/rumah/anggota/nama, /rumah/anggota, 9)", ""),
        ("instance('desa')/root/item[name = /rumah/desa]/label", "Batu"),
        ("count(instance('desa')/root/item[kec = 'b'])", "2"),
        ("jr:choice-name(/rumah/desa, ' /rumah/desa ')", "desa:b2"),
        ("jr:itext('salam')", "itext:salam"),
        ("round(66.5)", "67"),
        ("round(-1.5)", "-2"),
        ("round(2.345, 2)", "2.35"),
        ("int(-2.9)", "-2"),
        ("pow(2, 10)", "1024"),
        ("pow(-1, 1 div 0)", "NaN"),
        ("pow(1, 0 div 0)", "NaN"),
        ("substr('kader', 1, 3)", "ad"),
        ("substring('kader', 2)", "ader"),
        ("translate('a-b', '-', '')", "ab"),
        ("regex('0812', '^[0-9]+$')", "true"),
        ("regex('0812x', '^[0-9]+$')", "false"),
        (f"regex('{'a' * 1000}', '^a+$')", "true"),
        (f"regex('{'a' * 1001}', '^a+$')", "false"),  # longer than any answer
        (f"regex('{'ab' * 400}!', '^(a|ab|b)*$')", "false"),  # given up: it would take years
        ("regex('ab{e}', 'b{e}$')", "true"),  # a brace without a number is a brace
        ("regex('a', 'b{e}$')", "false"),
        ("checklist(2, 2, true(), false(), true())", "true"),
        ("weighted-checklist(3, -1, true(), 2, /rumah/rt = 3, 1)", "true"),
        ("today()", "2026-03-15"),
        ("now()", "2026-03-15T12:00:00.000+08:00"),
        ("/rumah/lahir <= today()", "true"),
        ("date(today() + 30)", "2026-04-14"),
        ("int((today() - /rumah/lahir) div 365.25)", "35"),
        ("today() - date('2026-03-01')", "14"),
        ("format-date(/rumah/lahir, '%e/%n/%Y')", "17/5/1990"),
        ("format-date('', '%Y')", ""),
        ("date(/rumah/alamat) = ''", "true"),
        ("date('2026-02-30')", "Invalid Date"),
        ("decimal-time('06:00:00.000+08:00')", "0.25"),
        ("base64-decode('a!')", ""),
    ],
)
def test_an_expression_gives_its_value(house: tuple[House, Node], expression: str, text: str) -> None:
    scope, document = house
    assert compile_expression(expression).string(scope, document) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (".", "4"),
        (". >= 0 and . < 18", "true"),
        ("../nama", "Dafa"),
        ("../../rt", "3"),
        ("position(..)", "2"),
        ("/rumah/anggota[nama = current()/../nama]/kelamin", "l"),
        ("count(../preceding-sibling::anggota)", "1"),
        ("once(random())", "4"),
        ("name(..)", "anggota"),
    ],
)
def test_an_expression_sees_the_place_where_it_stands(house: tuple[House, Node], expression: str, text: str) -> None:
    scope, document = house
    assert compile_expression(expression).string(scope, at(document, "rumah", "anggota:2", "umur")) == text


def test_nodes_that_do_not_apply_are_left_out_but_keep_their_place(house: tuple[House, Node]) -> None:
    scope, document = house
    scope.hidden = frozenset({at(document, "rumah", "anggota:1"), at(document, "rumah", "anggota:1", "nama")})
    assert compile_expression("count(/rumah/anggota)").number(scope, document) == 2
    assert compile_expression("/rumah/anggota/nama").string(scope, document) == "Dafa"
    assert compile_expression("/rumah/anggota[1]/nama").string(scope, document) == ""
    assert compile_expression("/rumah/anggota[2]/nama").string(scope, document) == "Dafa"


def test_chance_is_the_scopes_own(house: tuple[House, Node]) -> None:
    _, document = house
    expression = compile_expression("concat(random(), uuid(), join('', randomize(/rumah/anggota/nama)))")
    assert expression.string(Still(NOON, seed=7), document) == expression.string(Still(NOON, seed=7), document)


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        ("42", "Rani Dafa Sari"),
        ("1", "Dafa Rani Sari"),
        ("0", "Sari Dafa Rani"),
        ("-1", "Rani Sari Dafa"),
        ("'11.7'", "Sari Rani Dafa"),
        ("2147483647", "Sari Dafa Rani"),
        ("/rumah/alamat", "Sari Dafa Rani"),  # no seed counts as 0
    ],
)
def test_a_seed_shuffles_as_in_every_engine_of_the_standard(house: tuple[House, Node], seed: str, order: str) -> None:
    scope, document = house
    shuffled = compile_expression(f"join(' ', randomize(/rumah/anggota/nama, {seed}))")
    assert shuffled.string(scope, document) == order


def test_words_as_a_seed_shuffle_by_their_checksum(house: tuple[House, Node]) -> None:
    scope, document = house
    orders = {
        compile_expression(f"join(' ', randomize(/rumah/anggota/nama, '{words}'))").string(scope, document)
        for words in ("Budi", "Siti", "uuid:8f1b-33", "x", "y", "z")
    }
    assert len(orders) > 2


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "ends too early"),
        ("1 +", "column 4: the expression ends too early"),
        ("${umur} > 3", "column 1: ${...} was not filled in"),
        ("umur > 3)", "column 9: ')' does not belong here"),
        ("'abc", "a text does not end"),
        ("a b", "column 3: an operator is missing before 'b'"),
        ("“a” = 1", "does not belong here"),
        ("tambah(1)", "column 1: there is no function tambah()"),
        ("1 => 2", "'>' does not belong here; perhaps >="),
        ("1 <> 2", "perhaps !="),
        ("1 == 2", "perhaps ="),
        ("umur / 2", "'2' does not belong here; perhaps div"),
        ("1 && 2", "'&' does not belong here; perhaps and"),
        ("if(1; 2; 3)", "';' does not belong here; perhaps a comma"),
        ("1 dan 2", "an operator is missing before 'dan 2'; perhaps and"),
        ("1 AND 2", "perhaps and"),
        ("2 x 3", "perhaps *"),
        ("1 or tambah(1)", "column 6: there is no function tambah()"),
        ("pulldata('f', 'a', 'b', 'c')", "instance('list')"),
        ("selected('a')", "selected() takes 2 arguments, not 1"),
        ("count('a')", "count() needs nodes of the form, not a text"),
        ("today(1)", "today() takes 0 arguments, not 1"),
        ("namespace::a", "there is no axis 'namespace'"),
        ("x:a", "the prefix 'x' is not declared"),
        ("'a'[1]", "only nodes can be filtered"),
        ("1 | /a", "only nodes can be joined"),
        ("regex(., '[')", "does not understand the pattern"),
        (r"regex(., '\p{L}')", "does not understand the pattern"),
        ("format-date(., '%Q')", "does not know %Q"),
        ("digest('a', 'CRC')", "knows MD5"),
        ("jr:choice-name(., '1 +')", "ends too early"),
        ("(" * 5000 + "1" + ")" * 5000, "nested more than"),
        ("-" * 5000 + "1 ]", "does not belong here"),
        ("/a[" * 5000, "nested more than"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(expression: str, words: str) -> None:
    with pytest.raises(XPathError) as caught:
        compile_expression(expression)
    assert words in str(caught.value)


def test_a_call_that_cannot_be_made_is_an_error_only_where_it_is_reached_if_that_is_asked() -> None:
    scope, document = Still(NOON), Node("")
    assert compile_expression("if(false(), meledak(1), 'aman')", lazy=True).string(scope, document) == "aman"
    assert compile_expression("true() or substring()", lazy=True).boolean(scope, document)
    with pytest.raises(XPathError, match=r"there is no function meledak\(\)"):
        compile_expression("if(true(), meledak(1), 'aman')", lazy=True).string(scope, document)


def test_long_rows_of_operators_are_no_nesting(house: tuple[House, Node]) -> None:
    scope, document = house
    assert compile_expression(" + ".join(["/rumah/rt"] * 2000)).number(scope, document) == 6000
    assert compile_expression(" or ".join(["/rumah/rt = 1"] * 2000 + ["true()"])).boolean(scope, document)
    assert compile_expression("-" * 4001 + "1").number(scope, document) == -1
    nested = "if(/rumah/rt = 1, 1, " * 90 + "0" + ")" * 90
    assert compile_expression(nested).number(scope, document) == 0


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("1 + 2", set()),
        (". > 3", {"/r/a/b"}),
        ("../c + /r/x", {"/r/a/c", "/r/x"}),
        ("current()/../c", {"/r/a/c"}),
        ("count(/r/a[b = current()/../../k])", {"/r/a", "/r/a/b", "/r/k"}),
        ("/r/a[last()]/c", {"/r/a/c"}),
        ("sum(//b) + count(/r/*)", {"////b", "/r/*"}),
        ("instance('desa')/root/item[kec = /r/kec]/label", {"/r/kec"}),
        ("instance('desa')/root/item[kec = current()/../kec]", {"/r/a/kec"}),
        ("jr:choice-name(../d, ' /r/e ')", {"/r/a/d", "/r/e"}),
        ("/r/c | ../d", {"/r/c", "/r/a/d"}),
        ("(/r/a)[c = 1]", {"/r/a", "/r/a/c"}),
        ("/r/@versi", {"/r/@versi"}),
        ("indexed-repeat(/r/a/c, /r/a, ../d)", {"/r/a/c", "/r/a", "/r/a/d"}),
        ("../following-sibling::a/c", {"/r/a/c"}),
    ],
)
def test_the_nodes_an_expression_reads_are_known_from_its_words(expression: str, names: set[str]) -> None:
    found = compile_expression(expression).references(("r", "a", "b"))
    assert {"/" + "/".join(path) for path in found} == names


def test_functions_and_lists_are_known_from_the_words() -> None:
    expression = compile_expression("if(selected(/a, 'x'), count(instance('desa')/root/item), 0)")
    assert expression.functions == {"if", "selected", "count", "instance"}
    assert expression.instances == {"desa"}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_and_read_again_is_the_same(number: float) -> None:
    document = Node("")
    written = text_of_number(number)
    assert "e" not in written
    assert compile_expression(f"number('{written}')").number(Still(NOON), document) == number


@given(st.dates())
def test_a_date_is_the_same_after_a_walk_through_numbers(day: datetime) -> None:
    expression = compile_expression(f"date(decimal-date-time('{day.isoformat()}'))")
    if day.year > 1:  # the first day of all starts before it in Greenwich
        assert expression.string(Still(NOON), Node("")) == day.isoformat()


PIECES = (
    "/ // . .. a b-c @ * [ ] ( ) , 1 .5 'x' = <= != > and or div mod - + | :: child node() $ "
    "count( if( date( round( substring( position() current() //a[1]"
)
WORDS = st.sampled_from([" ", *re.findall(r"\S+", PIECES)])


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS).map("".join)))
def test_anything_either_compiles_and_can_be_evaluated_or_is_refused(source: str) -> None:
    document, _ = read_document("<a><b-c>1</b-c><a>2</a></a>")
    scope = Still(NOON)
    try:
        expression = compile_expression(source)
        text, number = expression.string(scope, document), expression.number(scope, document)
        holds = expression.boolean(scope, document)
        expression.references(("a", "b"))
    except XPathError as error:
        assert str(error)
    else:
        assert isinstance(text, str)
        assert isinstance(holds, bool)
        assert isinstance(number, float)


NUMBERS = st.sampled_from(["0", "1", "2.5", "-3", "1 div 0", "-1 div 0", "0 div 0", "1000000000000000000000000", "'x'"])


ODD = [
    "substring('kader', {}, {})",
    "substr('kader', {}, {})",
    "round({}, {})",
    "pow({}, {})",
    "{} mod {}",
    "{} div {}",
    "atan2({}, {})",
    "exp({}) + log({})",
    "concat(date({}), format-date({}, '%Y'))",
    "concat(selected-at('a b', {}), int({}))",
]


@given(st.sampled_from(ODD), NUMBERS, NUMBERS)
def test_odd_numbers_give_values(expression: str, one: str, other: str) -> None:
    compile_expression(expression.format(one, other)).string(Still(NOON), Node(""))


def test_numbers_out_of_the_calendar_are_no_dates() -> None:
    for days in ("1" + "0" * 300, "1 div 0", "-9999999"):
        assert compile_expression(f"date({days})").string(Still(NOON), Node("")) == "Invalid Date"
    assert math.isnan(compile_expression("number(date('x'))").number(Still(NOON), Node("")))
