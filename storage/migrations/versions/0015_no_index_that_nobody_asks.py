"""No index that nobody asks"""

from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

INDEXES = {
    'indicator_values': ['index_id', 'index_version', 'indicator'],
    'scores': ['index_id', 'index_version', 'dimension'],
}


def upgrade() -> None:
    for table, columns in INDEXES.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)


def downgrade() -> None:
    for table, columns in INDEXES.items():
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
