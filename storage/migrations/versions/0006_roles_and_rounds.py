"""Roles and rounds"""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _staff()
    _rounds()


def downgrade() -> None:
    _no_rounds()
    _no_staff()


# --- who may do what, and who did what


def _staff() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_audit_kind_subject'), 'audit', ['kind', 'subject'])
    op.create_index(op.f('ix_audit_person_id_at'), 'audit', ['person_id', 'at'])
    # A later revision that makes the table anew (batch mode on SQLite) must make these again.
    for statement in _REFUSALS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table('handovers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_handovers_household_id_households')),
    sa.ForeignKeyConstraint(['from_id'], ['people.id'], name=op.f('fk_handovers_from_id_people')),
    sa.ForeignKeyConstraint(['to_id'], ['people.id'], name=op.f('fk_handovers_to_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers'))
    )
    op.create_index(op.f('ix_handovers_household_id'), 'handovers', ['household_id'])
    op.create_index(op.f('ix_handovers_to_id_seen_at'), 'handovers', ['to_id', 'seen_at'])
    op.create_table('apart',
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_apart_household_id_households')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_apart_person_id_people')),
    sa.PrimaryKeyConstraint('household_id', 'person_id', name=op.f('pk_apart'))
    )
    op.create_table('attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts'))
    )
    op.create_index(op.f('ix_attempts_kind_who_at'), 'attempts', ['kind', 'who', 'at'])
    op.create_table('drafts',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_drafts_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_drafts'))
    )
    # No foreign keys: SQLite would have to make these tables anew.
    op.add_column('households', sa.Column('cadre_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_households_cadre_id'), 'households', ['cadre_id'])
    op.add_column('invitations', sa.Column('created_by', sa.Integer(), nullable=True))


def _no_staff() -> None:
    roles = sa.CheckConstraint("role IN ('cadre', 'coordinator', 'operator')", name=op.f('ck_invitations_role'))
    with op.batch_alter_table('invitations', schema=None, table_args=(roles,)) as batch_op:
        batch_op.drop_column('created_by')
    op.drop_index(op.f('ix_households_cadre_id'), 'households')
    with op.batch_alter_table('households', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('cadre_id')
    for table in ('drafts', 'attempts', 'apart', 'handovers', 'audit'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION audit_is_kept()')


_REFUSALS = {
    'sqlite': (
        *(
            f"CREATE TRIGGER audit_refuses_{verb} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
            for verb in ('UPDATE', 'DELETE')
        ),
        # REPLACE deletes without a DELETE trigger.
        "CREATE TRIGGER audit_refuses_REPLACE BEFORE INSERT ON audit WHEN NEW.id IN (SELECT id FROM audit) "
        "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END",
    ),
    'postgresql': (
        "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'audit rows are never changed'; END$$",
        "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()",
    ),
}


# --- visits without an interview, and what cadres learn


def _rounds() -> None:
    op.create_table('visits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('back_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(
        "outcome IN ('tidak_ada', 'nanti', 'menolak', 'pindah', 'kosong')", name=op.f('ck_visits_outcome')
    ),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_visits_household_id_households')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_visits_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visits'))
    )
    op.create_index(op.f('ix_visits_household_id_id'), 'visits', ['household_id', 'id'])
    op.create_index(op.f('ix_visits_person_id'), 'visits', ['person_id'])
    op.create_index(op.f('ix_visits_back_at'), 'visits', ['back_at'])
    op.create_table('training',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('lesson', sa.String(), nullable=False),
    sa.Column('passed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_training_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', 'lesson', name=op.f('pk_training'))
    )
    op.create_table('practices',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('family', sa.String(), nullable=False),
    sa.Column('form_hash', sa.String(), nullable=False),
    sa.Column('turns', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['form_hash'], ['forms.hash'], name=op.f('fk_practices_form_hash_forms')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_practices_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_practices'))
    )


def _no_rounds() -> None:
    for table in ('practices', 'training', 'visits'):
        op.drop_table(table)
