"""First tables"""

from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('service_id', sa.String(), nullable=False),
    sa.Column('fields', sa.JSON(none_as_null=True), nullable=False),
    sa.PrimaryKeyConstraint('region_code', 'service_id', name=op.f('pk_contacts'))
    )
    op.create_table('forms',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('form_id', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('xml', sa.Text(), nullable=False),
    sa.Column('sheets', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_forms'))
    )
    with op.batch_alter_table('forms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_forms_form_id_published_at'), ['form_id', 'published_at'], unique=False)

    op.create_table('people',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people'))
    )
    op.create_table('poverty_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('urban', sa.Boolean(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('rupiah', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poverty_lines')),
    sa.UniqueConstraint('region_code', 'urban', 'valid_from', name=op.f('uq_poverty_lines_region_code_urban_valid_from'))
    )
    op.create_table('regions',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('urban', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_regions'))
    )
    op.create_table('households',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('rt', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_households_region_code_regions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_households')),
    sa.UniqueConstraint('code', name=op.f('uq_households_code')),
    sa.UniqueConstraint('region_code', 'rt', 'number', name=op.f('uq_households_region_code_rt_number')),
    sqlite_autoincrement=True
    )
    op.create_table('invitations',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('rt', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("role IN ('cadre', 'coordinator', 'operator')", name=op.f('ck_invitations_role')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_invitations_region_code_regions')),
    sa.ForeignKeyConstraint(['used_by'], ['people.id'], name=op.f('fk_invitations_used_by_people')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_invitations'))
    )
    op.create_table('refusals',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('rt', sa.String(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_refusals_region_code_regions')),
    sa.PrimaryKeyConstraint('region_code', 'rt', 'on_day', name=op.f('pk_refusals'))
    )
    op.create_table('roles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('rt', sa.String(), nullable=True),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('cadre', 'coordinator', 'operator')", name=op.f('ck_roles_role')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_roles_person_id_people')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_roles_region_code_regions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roles'))
    )
    with op.batch_alter_table('roles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roles_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roles_region_code'), ['region_code'], unique=False)

    op.create_table('interviews',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('form_hash', sa.String(), nullable=False),
    sa.Column('cadre_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('open', 'finished')", name=op.f('ck_interviews_status')),
    sa.ForeignKeyConstraint(['cadre_id'], ['people.id'], name=op.f('fk_interviews_cadre_id_people')),
    sa.ForeignKeyConstraint(['form_hash'], ['forms.hash'], name=op.f('fk_interviews_form_hash_forms')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_interviews_household_id_households')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interviews')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('interviews', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interviews_cadre_id'), ['cadre_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interviews_finished_at'), ['finished_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_interviews_household_id'), ['household_id'], unique=False)
        batch_op.create_index('uq_interviews_household_id_open', ['household_id'], unique=True, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))

    op.create_table('answers',
    sa.Column('interview_id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_answers_interview_id_interviews')),
    sa.PrimaryKeyConstraint('interview_id', 'ref', name=op.f('pk_answers'))
    )
    op.create_table('chats',
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('interview_id', sa.Integer(), nullable=True),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_chats_interview_id_interviews')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_chats_person_id_people')),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_chats'))
    )
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chats_interview_id'), ['interview_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_chats_person_id'), ['person_id'], unique=False)

    op.create_table('indicator_values',
    sa.Column('interview_id', sa.Integer(), nullable=False),
    sa.Column('index_id', sa.String(), nullable=False),
    sa.Column('index_version', sa.String(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_indicator_values_interview_id_interviews')),
    sa.PrimaryKeyConstraint('interview_id', 'index_id', 'index_version', 'indicator', name=op.f('pk_indicator_values'))
    )
    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_indicator_values_index_id_index_version_indicator'), ['index_id', 'index_version', 'indicator'], unique=False)

    op.create_table('scores',
    sa.Column('interview_id', sa.Integer(), nullable=False),
    sa.Column('index_id', sa.String(), nullable=False),
    sa.Column('index_version', sa.String(), nullable=False),
    sa.Column('dimension', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=True),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_scores_interview_id_interviews')),
    sa.PrimaryKeyConstraint('interview_id', 'index_id', 'index_version', 'dimension', name=op.f('pk_scores'))
    )
    with op.batch_alter_table('scores', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scores_index_id_index_version_dimension'), ['index_id', 'index_version', 'dimension'], unique=False)

    op.create_table('turns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('interview_id', sa.Integer(), nullable=True),
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_turns_interview_id_interviews')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_turns')),
    sa.UniqueConstraint('chat', 'message_id', name=op.f('uq_turns_chat_message_id'))
    )
    with op.batch_alter_table('turns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_turns_interview_id_id'), ['interview_id', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('turns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_turns_interview_id_id'))

    op.drop_table('turns')
    with op.batch_alter_table('scores', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scores_index_id_index_version_dimension'))

    op.drop_table('scores')
    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_indicator_values_index_id_index_version_indicator'))

    op.drop_table('indicator_values')
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chats_person_id'))
        batch_op.drop_index(batch_op.f('ix_chats_interview_id'))

    op.drop_table('chats')
    op.drop_table('answers')
    with op.batch_alter_table('interviews', schema=None) as batch_op:
        batch_op.drop_index('uq_interviews_household_id_open', sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_interviews_household_id'))
        batch_op.drop_index(batch_op.f('ix_interviews_finished_at'))
        batch_op.drop_index(batch_op.f('ix_interviews_cadre_id'))

    op.drop_table('interviews')
    with op.batch_alter_table('roles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roles_region_code'))
        batch_op.drop_index(batch_op.f('ix_roles_person_id'))

    op.drop_table('roles')
    op.drop_table('refusals')
    op.drop_table('invitations')
    op.drop_table('households')
    op.drop_table('regions')
    op.drop_table('poverty_lines')
    op.drop_table('people')
    with op.batch_alter_table('forms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_forms_form_id_published_at'))

    op.drop_table('forms')
    op.drop_table('contacts')
