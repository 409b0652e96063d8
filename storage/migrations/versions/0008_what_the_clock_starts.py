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


def downgrade() -> None:
    op.drop_table('summary_times')
    op.drop_table('summaries')
    op.drop_table('job_runs')
    op.drop_table('leases')
    op.drop_table('attachments')
    op.drop_table('outbox')
