"""What the clock starts"""

from alembic import op
import sqlalchemy as sa

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=True),
    sa.Column('silent', sa.Boolean(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('useful_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('parts_sent', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.CheckConstraint("status IN ('waiting', 'sending', 'sent', 'failed', 'dropped', 'unreachable')", name=op.f('ck_outbox_status')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_outbox_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_channel_priority_next_at'), ['channel', 'priority', 'next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_chat'), ['chat'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_settled_at'), ['settled_at'], unique=False)

    op.create_table('attachments',
    sa.Column('outbox_id', sa.Integer(), nullable=False),
    sa.Column('bubble', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_attachments_outbox_id_outbox'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('outbox_id', 'bubble', name=op.f('pk_attachments'))
    )
    op.create_table('leases',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('job_runs',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('told', sa.String(), nullable=True),
    sa.CheckConstraint("outcome IN ('done', 'failed')", name=op.f('ck_job_runs_outcome')),
    sa.PrimaryKeyConstraint('name', 'due_at', name=op.f('pk_job_runs'))
    )
    op.create_table('summaries',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_summaries_region_code_regions')),
    sa.PrimaryKeyConstraint('region_code', 'on_day', name=op.f('pk_summaries'))
    )
    op.create_table('summary_times',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6 AND hour BETWEEN 0 AND 23', name=op.f('ck_summary_times_time')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_summary_times_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_summary_times'))
    )

    op.create_table('actions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('matter', sa.String(), nullable=False),
    sa.Column('activity', sa.String(), nullable=False),
    sa.Column('office', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('by_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('moved_to', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('rencana', 'selesai', 'pindah')", name=op.f('ck_actions_status')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_actions_region_code_regions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_actions')),
    sa.UniqueConstraint('region_code', 'year', 'activity', name=op.f('uq_actions_region_code_year_activity'))
    )
    with op.batch_alter_table('actions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actions_region_code_due_on'), ['region_code', 'due_on'], unique=False)

    op.create_table('manners',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('remind_at', sa.Integer(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('looked_on', sa.Date(), nullable=True),
    sa.CheckConstraint('remind_at BETWEEN 480 AND 1019', name=op.f('ck_manners_remind_at')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_manners_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_manners'))
    )
    op.create_table('referrals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('interview_id', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('matter', sa.String(), nullable=False),
    sa.Column('service', sa.String(), nullable=False),
    sa.Column('cadre_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(), nullable=True),
    sa.Column('refusals', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('terbuka', 'sedang', 'selesai', 'ditolak', 'tidak_jadi', 'eskalasi')", name=op.f('ck_referrals_status')),
    sa.CheckConstraint('(closed_at IS NULL) OR (due_on IS NULL)', name=op.f('ck_referrals_due_on')),
    sa.ForeignKeyConstraint(['cadre_id'], ['people.id'], name=op.f('fk_referrals_cadre_id_people')),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_referrals_household_id_households')),
    sa.ForeignKeyConstraint(['interview_id'], ['interviews.id'], name=op.f('fk_referrals_interview_id_interviews'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referrals')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('referrals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referrals_cadre_id_due_on'), ['cadre_id', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_referrals_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_referrals_interview_id'), ['interview_id'], unique=False)
        batch_op.create_index('uq_referrals_household_id_problem_open', ['household_id', 'problem'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))


def downgrade() -> None:
    op.drop_table('referrals')
    op.drop_table('manners')
    op.drop_table('actions')
    op.drop_table('summary_times')
    op.drop_table('summaries')
    op.drop_table('job_runs')
    op.drop_table('leases')
    op.drop_table('attachments')
    op.drop_table('outbox')
