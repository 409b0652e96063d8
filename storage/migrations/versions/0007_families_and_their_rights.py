"""Families and their rights"""

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('traces',
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('bubble', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chat', 'bubble', name=op.f('pk_traces'))
    )
    with op.batch_alter_table('traces', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_traces_at'), ['at'], unique=False)
    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cadre_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('method', sa.String(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cadre_id'], ['people.id'], name=op.f('fk_consents_cadre_id_people')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_consents_household_id_households')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_consents_household_id_purpose'), ['household_id', 'purpose'], unique=False)
    with op.batch_alter_table('households', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held', sa.String(), nullable=True))
    op.create_table('slips',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('beginning', sa.String(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('member', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_slips_household_id_households')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slips'))
    )
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_slips_beginning'), ['beginning'], unique=False)
        batch_op.create_index(op.f('ix_slips_household_id'), ['household_id'], unique=False)
    op.create_table('family_chats',
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.String(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=True),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_family_chats_household_id_households')),
    sa.PrimaryKeyConstraint('chat', name=op.f('pk_family_chats'))
    )
    with op.batch_alter_table('family_chats', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_family_chats_household_id'), ['household_id'], unique=False)
    op.create_table('requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('by_cadre', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint('(closed_at IS NULL) = (outcome IS NULL)', name=op.f('ck_requests_outcome')),
    sa.ForeignKeyConstraint(['by_cadre'], ['people.id'], name=op.f('fk_requests_by_cadre_people')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_requests_household_id_households')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_requests_closed_at_due_at'), ['closed_at', 'due_at'], unique=False)
        batch_op.create_index(op.f('ix_requests_household_id_kind'), ['household_id', 'kind'], unique=False)


def downgrade() -> None:
    op.drop_table('requests')
    op.drop_table('family_chats')
    op.drop_table('slips')
    with op.batch_alter_table('households', schema=None) as batch_op:
        batch_op.drop_column('held')
    op.drop_table('consents')
    op.drop_table('traces')
