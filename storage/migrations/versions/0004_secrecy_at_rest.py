"""Secrecy at rest"""

from collections.abc import Callable, Iterator
from typing import Any

from alembic import op
import sqlalchemy as sa

from storage.keyring import HouseholdKey, Keyring

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# Of all revisions this one needs our code: how a value is sealed. Each has the version of that in front.
BATCH = 1_000
COLUMNS: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
    # table, column, nullable, what batch mode does not see of the table
    ('people', 'name', False, {}),
    ('invitations', 'name', False, {}),
    ('contacts', 'fields', False, {}),
    ('households', 'label', True, {'table_kwargs': {'sqlite_autoincrement': True}}),
    ('turns', 'facts', True, {}),
)


def upgrade() -> None:
    op.create_table('household_keys',
    sa.Column('household_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_household_keys_household_id_households'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('household_id', name=op.f('pk_household_keys'))
    )
    with op.batch_alter_table('household_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_keys_key_id'), ['key_id'], unique=False)
    op.create_table('destructions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('kept_days', sa.Integer(), nullable=False),
    sa.Column('before_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_destructions'))
    )
    op.create_table('incidents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents'))
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sealed', sa.LargeBinary(), nullable=True))
        batch_op.alter_column('value', existing_type=sa.String(), nullable=True)
    _to_text()
    _seal_everything()
    _to_bytes()
    # Made anew last, so that nothing of what stood there before is left in the table's pages.
    with op.batch_alter_table('answers', schema=None, recreate='auto') as batch_op:
        batch_op.create_check_constraint(op.f('ck_answers_value'), "(value IS NULL) <> (sealed IS NULL)")


def downgrade() -> None:
    _open_everything()
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_answers_value'), type_='check')
        batch_op.drop_column('sealed')
        batch_op.alter_column('value', existing_type=sa.String(), nullable=False)
    op.drop_table('incidents')
    op.drop_table('destructions')
    with op.batch_alter_table('household_keys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_household_keys_key_id'))
    op.drop_table('household_keys')


# --- columns


def _to_text() -> None:
    """On PostgreSQL sealed values stand as hexadecimal text until the columns change, which writes the tables anew:
    nothing of what was there before is left in them."""
    with op.batch_alter_table('turns', schema=None) as batch_op:
        batch_op.alter_column('facts', existing_type=sa.JSON(), type_=sa.Text(), nullable=True, postgresql_using='facts::text')
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.alter_column('fields', existing_type=sa.JSON(), type_=sa.Text(), postgresql_using='fields::text')


def _to_bytes() -> None:
    for table, column, nullable, unseen in COLUMNS:
        with op.batch_alter_table(table, schema=None, **unseen) as batch_op:
            batch_op.alter_column(column, existing_type=sa.Text(), type_=sa.LargeBinary(), nullable=nullable,
                                  postgresql_using=f"decode({column}, 'hex')")


# --- values


def _seal_everything() -> None:
    ring = _ring()
    for table, place in (('people', _name), ('invitations', _name), ('contacts', _fields)):
        column = 'fields' if table == 'contacts' else 'name'
        for row in _rows(table):
            _put(table, row, **{column: _kept(ring.seal(row[column], place(row)))})
    keys = _household_keys(ring)
    for row in _rows('households', 'id', 'label IS NOT NULL'):
        _put('households', row, label=_kept(keys(row['id']).seal_text(row['label'], _label(row))))
    of_interview = {row['id']: row['household_id'] for row in _rows('interviews', 'id')}
    for row in _rows('turns', 'id'):
        said, household = row['message_id'], of_interview.get(row['interview_id'])
        if said.startswith('tap:'):  # what was tapped tells the answer
            said = keys(household).mark(said) if household is not None else f"old:{row['id']}"
        sealed = None
        if household is not None and row['facts'] != '[]':
            sealed = _kept(keys(household).seal_text(row['facts'], f"turns.facts:{row['interview_id']}:{said}"))
        _put('turns', row, message_id=said, facts=sealed)
    for row in list(_rows('answers')):  # which of them are words only their forms know: all are sealed
        sealed = keys(of_interview[row['interview_id']]).seal_text(row['value'], _answer(row))
        _put('answers', row, sealed=sealed, value=None)


def _open_everything() -> None:
    ring = _ring()
    opened: dict[str, list[tuple[Any, str | None]]] = {table: [] for table, *_ in COLUMNS}
    for row in _rows('people'):
        opened['people'].append((row, ring.open(bytes(row['name']), _name(row))))
    for row in _rows('invitations'):
        opened['invitations'].append((row, ring.open(bytes(row['name']), _name(row))))
    for row in _rows('contacts'):
        opened['contacts'].append((row, ring.open(bytes(row['fields']), _fields(row))))
    keys = _household_keys(ring)
    for row in _rows('households', 'id', 'label IS NOT NULL'):
        opened['households'].append((row, keys(row['id']).open_text(bytes(row['label']), _label(row))))
    of_interview = {row['id']: row['household_id'] for row in _rows('interviews', 'id')}
    for row in _rows('turns', 'id'):
        facts = '[]'
        if row['facts'] is not None:
            place = f"turns.facts:{row['interview_id']}:{row['message_id']}"
            facts = keys(of_interview[row['interview_id']]).open_text(bytes(row['facts']), place)
        opened['turns'].append((row, facts))
    for row in [row for row in _rows('answers') if row['sealed'] is not None]:
        value = keys(of_interview[row['interview_id']]).open_text(bytes(row['sealed']), _answer(row))
        _put('answers', row, sealed=None, value=value)
    for table, column, nullable, unseen in COLUMNS:
        with op.batch_alter_table(table, schema=None, **unseen) as batch_op:
            batch_op.alter_column(column, existing_type=sa.LargeBinary(), type_=sa.Text(), nullable=True,
                                  postgresql_using=f"encode({column}, 'hex')")
        for row, text in opened[table]:
            _put(table, row, **{column: text})
        kind = sa.JSON(none_as_null=True) if column in ('facts', 'fields') else sa.String()
        with op.batch_alter_table(table, schema=None, **unseen) as batch_op:
            batch_op.alter_column(column, existing_type=sa.Text(), type_=kind, nullable=column == 'label',
                                  postgresql_using=f"{column}::json" if column in ('facts', 'fields') else column)


# --- rows


KEYS = {'contacts': ('region_code', 'service_id'), 'invitations': ('token_hash',), 'answers': ('interview_id', 'ref')}


def _rows(table: str, by: str = '', where: str = 'TRUE') -> Iterator[Any]:
    """The rows of a table; with a column to go by, some at a time."""
    bind, last = op.get_bind(), 0
    if not by:
        yield from bind.execute(sa.text(f"SELECT * FROM {table}")).mappings().all()
        return
    page = sa.text(f"SELECT * FROM {table} WHERE {by} > :last AND {where} ORDER BY {by} LIMIT {BATCH}")
    while rows := bind.execute(page, {'last': last}).mappings().all():
        yield from rows
        last = rows[-1][by]


def _put(table: str, row: Any, **values: Any) -> None:
    keys = KEYS.get(table, ('id',))
    changes = ', '.join(f"{name} = :new_{name}" for name in values)
    where = ' AND '.join(f"{name} = :{name}" for name in keys)
    given = {name: row[name] for name in keys} | {f"new_{name}": value for name, value in values.items()}
    op.get_bind().execute(sa.text(f"UPDATE {table} SET {changes} WHERE {where}"), given)


def _kept(sealed: bytes) -> bytes | str:
    return sealed if op.get_bind().dialect.name == 'sqlite' else sealed.hex()


def _ring() -> Keyring:
    ring: Keyring = op.get_bind().get_execution_options()['kawan_keys']
    return ring


def _household_keys(ring: Keyring) -> Callable[[int], HouseholdKey]:
    known = {
        row['household_id']: ring.unwrap(bytes(row['wrapped']), row['household_id']) for row in _rows('household_keys')
    }

    def key_of(household: int) -> HouseholdKey:
        if household not in known:
            key, known[household] = ring.new_household_key()
            op.get_bind().execute(
                sa.text("INSERT INTO household_keys (household_id, key_id, wrapped) VALUES (:id, :key_id, :wrapped)"),
                {'id': household, 'key_id': ring.newest, 'wrapped': ring.wrap(key, household)},
            )
        return known[household]

    return key_of


# --- places, as storage.sealing names them


def _name(row: Any) -> str:
    return 'people.name'


def _fields(row: Any) -> str:
    return f"contacts.fields:{row['region_code']}:{row['service_id']}"


def _label(row: Any) -> str:
    return f"households.label:{row['code']}"


def _answer(row: Any) -> str:
    return f"answers.sealed:{row['interview_id']}:{row['ref']}"
