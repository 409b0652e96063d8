"""Which households may be read: those that are listed, and of them those whose data may be used.

Whoever selects households for a list asks `LISTED`; for a figure, a letter, or anything they said, `IN_USE`.
"""

from sqlalchemy import and_

from storage.models import HouseholdRow

LISTED = HouseholdRow.removed_at.is_(None)  # not moved away, nor deleted
IN_USE = and_(LISTED, HouseholdRow.held.is_(None))  # nor frozen, nor withdrawn
