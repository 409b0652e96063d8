"""The bare structure of the indices, without a questionnaire: how many items, where, and which are private."""

from fractions import Fraction

from scoring.index import Band, Dimension, Index, Indicator, Part

SPLIT = {"k24": ("K", (7, 4, 7, 3, 3)), "i29": ("I", (3, 6, 8, 6, 6)), "ibangga": ("IB", (6, 7, 4))}
PRIVATE = {"K19", "K20", "K21", "I18", "I19", "I20", "IB05"}

IKK_BANDS = (
    Band("kurang", "Kurang Responsif", Fraction(0)),
    Band("cukup", "Cukup Responsif", Fraction(50)),
    Band("responsif", "Responsif", Fraction(75)),
)
IBANGGA_BANDS = (
    Band("rentan", "Rentan", Fraction(0)),
    Band("berkembang", "Berkembang", Fraction(40)),
    Band("tangguh", "Tangguh", Fraction(70), inclusive=False),
)


def _items(index: str) -> tuple[Indicator, ...]:
    letter, sizes = SPLIT[index]
    dimensions = [f"d{number}" for number, size in enumerate(sizes, 1) for _ in range(size)]
    ids = [f"{letter}{number:02}" for number in range(1, len(dimensions) + 1)]
    return tuple(
        Indicator(id_, dimension, f"Hal {id_}", f"Item {id_}", f"belum {id_}", f"lacks {id_}", private=id_ in PRIVATE)
        for id_, dimension in zip(ids, dimensions, strict=True)
    )


def _dimensions(index: str) -> tuple[Dimension, ...]:
    return tuple(Dimension(f"d{number}", f"Bagian {number}") for number in range(1, len(SPLIT[index][1]) + 1))


K24 = Index("k24", "Ketahanan keluarga", _dimensions("k24"), _items("k24"))
I29 = Index("i29", "IKK", _dimensions("i29"), _items("i29"), IKK_BANDS)
IBANGGA = Index(
    "ibangga",
    "iBangga",
    _dimensions("ibangga"),
    _items("ibangga"),
    IBANGGA_BANDS,
    dimension_empty="no_total",
    missing="no_total",
    area="family_totals",
)


def _part(id_: str, part: Part, words: str, dimension: str = "") -> Indicator:
    return Indicator(id_, dimension, words, unmet=words, part=part)


KRS = Index(
    "krs",
    "Risiko stunting",
    (
        Dimension("air", "Air minum"),
        Dimension("jamban", "Jamban"),
        Dimension("usia", "Empat terlalu", weight=Fraction(1, 2)),
        Dimension("kb", "KB modern", weight=Fraction(1, 2)),
    ),
    (
        _part("KRS", "outcome", "berisiko stunting"),
        _part("T1", "target", "pasangan usia subur"),
        _part("T2", "target", "ibu hamil"),
        _part("T3", "target", "ada baduta"),
        _part("T4", "target", "ada balita"),
        _part("D1", "determinant", "air minum belum aman", "air"),
        _part("D2", "determinant", "jamban belum sehat", "jamban"),
        _part("D3a", "determinant", "istri masih sangat muda", "usia"),
        _part("D3b", "determinant", "istri 35 tahun atau lebih", "usia"),
        _part("D3c", "determinant", "jarak lahir dekat", "usia"),
        _part("D3d", "determinant", "anak tiga atau lebih", "usia"),
        _part("usia", "determinant", "salah satu dari empat terlalu", "usia"),
        _part("D4", "determinant", "belum KB modern", "kb"),
    ),
    kind="rule",
)

INDICES = {index.id: index for index in (K24, I29, IBANGGA, KRS)}
SCORES = (K24, I29, IBANGGA)


def household(index: Index, unmet: str = "", na: str = "", missing: str = "") -> dict[str, str]:
    """A household that fulfils everything but what is named, ids separated by spaces."""
    values = {indicator.id: "1" for indicator in index.indicators}
    for value, ids in (("0", unmet), ("na", na), ("", missing)):
        values |= dict.fromkeys(ids.split(), value)
    assert len(values) == len(index.indicators), "an id that the index does not have"
    return values
