"""What letters tell of"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('letters_about',
    sa.Column('outbox_id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_letters_about_outbox_id_outbox'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['household_id'], ['households.id'], name=op.f('fk_letters_about_household_id_households')),
    sa.PrimaryKeyConstraint('outbox_id', 'household_id', name=op.f('pk_letters_about'))
    )
    op.create_index(op.f('ix_letters_about_household_id'), 'letters_about', ['household_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_letters_about_household_id'), 'letters_about')
    op.drop_table('letters_about')
