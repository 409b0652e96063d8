"""What protects families: rights, time of keeping, who else handles their data, what to do when it gets out."""
