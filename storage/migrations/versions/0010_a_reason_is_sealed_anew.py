"""A reason in the trail is sealed anew"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

# A row of the trail may change in one way: its reason, as long as before, comes under another key.
_KEPT = ('id', 'at', 'person_id', 'action', 'kind', 'subject', 'region_code')
_RESEALED = (
    "length(NEW.reason) = length(OLD.reason) AND substr(NEW.reason, 2, 4) <> substr(OLD.reason, 2, 4)"
)
_SAME = {
    'sqlite': ' AND '.join(f'NEW.{each} IS OLD.{each}' for each in _KEPT),
    'postgresql': ' AND '.join(f'NEW.{each} IS NOT DISTINCT FROM OLD.{each}' for each in _KEPT),
}
_REFUSED = "'audit rows are never changed'"
_FUNCTION = "CREATE OR REPLACE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {}$$"
_TRIGGER = "CREATE TRIGGER audit_refuses_UPDATE BEFORE UPDATE ON audit {} BEGIN SELECT RAISE(ABORT, {}); END"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == 'sqlite':
        op.execute('DROP TRIGGER audit_refuses_UPDATE')
        when = f"WHEN ({_SAME[dialect]} AND typeof(NEW.reason) = 'blob' AND {_RESEALED}) IS NOT TRUE"
        op.execute(_TRIGGER.format(when, _REFUSED))
    else:
        passes = f"IF TG_OP = 'UPDATE' AND {_SAME[dialect]} AND {_RESEALED} THEN RETURN NEW; END IF;"
        op.execute(_FUNCTION.format(f'{passes} RAISE EXCEPTION {_REFUSED}; END'))


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER audit_refuses_UPDATE')
        op.execute(_TRIGGER.format('', _REFUSED))
    else:
        op.execute(_FUNCTION.format(f'RAISE EXCEPTION {_REFUSED}; END'))
