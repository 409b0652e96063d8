"""Villages answer, too"""

from contextlib import AbstractContextManager

from alembic import op
from alembic.operations.base import BatchOperations
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    last = _last_id()
    with _interviews() as batch_op:
        batch_op.alter_column('household_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('region_code', sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_interviews_region_code_regions'), 'regions', ['region_code'], ['code'])
        batch_op.create_check_constraint(
            op.f('ck_interviews_subject'), sa.text('(household_id IS NULL) <> (region_code IS NULL)')
        )
    _go_on_after(last)
    op.create_index(op.f('ix_interviews_region_code'), 'interviews', ['region_code'])
    open_ = sa.text("status = 'open'")
    op.create_index('uq_interviews_region_code_open', 'interviews', ['region_code'], unique=True,
        sqlite_where=open_, postgresql_where=open_)


def downgrade() -> None:
    # What villages have said has no place before this revision.
    of_villages = 'SELECT id FROM interviews WHERE household_id IS NULL'
    op.execute(f'UPDATE chats SET interview_id = NULL WHERE interview_id IN ({of_villages})')
    for table in ('answers', 'indicator_values', 'scores', 'turns'):
        op.execute(f'DELETE FROM {table} WHERE interview_id IN ({of_villages})')
    op.execute('DELETE FROM interviews WHERE household_id IS NULL')
    op.drop_index('uq_interviews_region_code_open', 'interviews')
    op.drop_index(op.f('ix_interviews_region_code'), 'interviews')
    last = _last_id()
    with _interviews() as batch_op:
        batch_op.drop_constraint(op.f('ck_interviews_subject'), type_='check')
        batch_op.drop_constraint(op.f('fk_interviews_region_code_regions'), type_='foreignkey')
        batch_op.drop_column('region_code')
        batch_op.alter_column('household_id', existing_type=sa.Integer(), nullable=False)
    _go_on_after(last)


def _interviews() -> AbstractContextManager[BatchOperations]:
    """The table, changed; SQLite makes it anew, and would forget that no id comes twice."""
    return op.batch_alter_table('interviews', schema=None, table_kwargs={'sqlite_autoincrement': True})


def _last_id() -> int | None:
    """The highest id that SQLite has given in the table, also to a row that is gone; None on PostgreSQL."""
    if op.get_bind().dialect.name != 'sqlite':
        return None
    return op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'interviews'")) or 0


def _go_on_after(last: int | None) -> None:
    """A button carries the id of its interview: that of a forgotten one must not come back."""
    if last:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'interviews'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('interviews', {int(last)})")
