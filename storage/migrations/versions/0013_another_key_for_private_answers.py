"""Another key for private answers"""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('household_keys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('private_key_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('private_wrapped', sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f('ix_household_keys_private_key_id'), ['private_key_id'], unique=False)
        batch_op.create_check_constraint(
            op.f('ck_household_keys_private'), "(private_key_id IS NULL) = (private_wrapped IS NULL)"
        )
    with op.batch_alter_table('turns', schema=None) as batch_op:
        batch_op.add_column(sa.Column('private', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('turns', schema=None) as batch_op:
        batch_op.drop_column('private')
    with op.batch_alter_table('household_keys', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_household_keys_private'), type_='check')
        batch_op.drop_index(batch_op.f('ix_household_keys_private_key_id'))
        batch_op.drop_column('private_wrapped')
        batch_op.drop_column('private_key_id')
