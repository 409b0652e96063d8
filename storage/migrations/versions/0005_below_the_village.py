"""Below the village"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('neighbourhoods',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('rt', sa.String(), nullable=False),
    sa.Column('rw', sa.String(), nullable=True),
    sa.Column('dusun', sa.String(), nullable=True),
    sa.Column('registered', sa.Integer(), nullable=True),
    sa.Column('target_on', sa.Date(), nullable=True),
    sa.CheckConstraint('registered >= 0', name=op.f('ck_neighbourhoods_registered')),
    sa.ForeignKeyConstraint(['region_code'], ['regions.code'], name=op.f('fk_neighbourhoods_region_code_regions')),
    sa.PrimaryKeyConstraint('region_code', 'rt', name=op.f('pk_neighbourhoods'))
    )
    for column in ('dusun', 'rw', 'dasawisma'):
        op.add_column('households', sa.Column(column, sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('households', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        for column in ('dasawisma', 'rw', 'dusun'):
            batch_op.drop_column(column)
    op.drop_table('neighbourhoods')
