"""Figures as a reader of the report sees them: comma, hidden, small, or nothing at all."""

from decimal import Decimal
from fractions import Fraction

from bot.flows.reports.document import Cell
from bot.flows.reports.plan import load_words
from scoring import area
from scoring.publishing import Figure
from scoring.score import shown


def told(figure: Figure) -> Cell:
    """The figure with its digits; a star where it is hidden."""
    words = load_words()
    return words["disembunyikan"] if figure.value is None else shown(figure.value, figure.digits)


def in_words(cell: Cell) -> str:
    """The cell within a sentence: 73,98."""
    match cell:
        case Decimal():
            return str(cell).replace(".", ",")
        case int():
            return f"{cell:,}".replace(",", ".")
        case _:
            return cell


def count(cell: area.Cell) -> Cell:
    """A count of households; small ones and those beside them are hidden, or told as at least so many."""
    words = load_words()
    if cell.few:
        return str(words["kecil"])
    if cell.count is None and cell.least:
        return str(words["paling_sedikit"]).format(n=in_words(cell.least))
    return str(words["disembunyikan"]) if cell.count is None else cell.count


def counted(number: int) -> Cell:
    """A count of households that stands alone."""
    return count(area.Cell(None, few=True) if 0 < number < area.FEWEST_IN_CELL else area.Cell(number))


def coverage(done: int, registered: int) -> Cell:
    """The share of the registered households that were counted, with one digit."""
    return shown(Fraction(100 * done, registered), 1) if registered else load_words()["tidak_ada"]
