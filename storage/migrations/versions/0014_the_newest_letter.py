"""The newest letter"""

from alembic import op
import sqlalchemy as sa

from storage.types import UtcDateTime

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('chats', sa.Column('letter', sa.String(), nullable=True))
    op.add_column('chats', sa.Column('letter_at', UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column('chats', 'letter_at')
    op.drop_column('chats', 'letter')
