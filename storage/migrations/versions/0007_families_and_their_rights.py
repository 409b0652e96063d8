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


def downgrade() -> None:
    op.drop_table('traces')
