"""Desks"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('awaits', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('role_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('place', sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_chats_role_id_roles'), 'roles', ['role_id'], ['id'])


def downgrade() -> None:
    op.execute("DELETE FROM chats WHERE person_id IS NULL")
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_chats_role_id_roles'), type_='foreignkey')
        batch_op.drop_column('place')
        batch_op.drop_column('language')
        batch_op.drop_column('role_id')
        batch_op.drop_column('awaits')
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=False)
