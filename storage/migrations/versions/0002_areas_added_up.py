"""Areas added up"""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('indicator_tallies',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('index_id', sa.String(), nullable=False),
    sa.Column('index_version', sa.String(), nullable=False),
    sa.Column('indicator', sa.String(), nullable=False),
    sa.Column('head', sa.String(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('unmet', sa.Integer(), nullable=False),
    sa.Column('na', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('region_code', 'year', 'index_id', 'index_version', 'indicator', 'head', name=op.f('pk_indicator_tallies'))
    )
    op.create_table('score_tallies',
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('index_id', sa.String(), nullable=False),
    sa.Column('index_version', sa.String(), nullable=False),
    sa.Column('dimension', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('head', sa.String(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('region_code', 'year', 'index_id', 'index_version', 'dimension', 'value', 'head', name=op.f('pk_score_tallies'))
    )
    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counted', sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table('interviews', schema=None) as batch_op:
        batch_op.add_column(sa.Column('year', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('head', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('scored_by', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('interviews', schema=None) as batch_op:
        batch_op.drop_column('scored_by')
        batch_op.drop_column('head')
        batch_op.drop_column('year')

    with op.batch_alter_table('indicator_values', schema=None) as batch_op:
        batch_op.drop_column('counted')

    op.drop_table('score_tallies')
    op.drop_table('indicator_tallies')
