"""Hours of letters"""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox', sa.Column('zone', sa.String(), nullable=True))
    op.add_column('outbox', sa.Column('pressing', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('outbox', 'pressing')
    op.drop_column('outbox', 'zone')
