"""A village's own list of households, as it comes in a workbook."""
