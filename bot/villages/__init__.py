"""A village's regions and households: imported, kept, given to cadres, printed, exported."""
