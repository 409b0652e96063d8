"""What starts by the clock, how it is started, and whether it was."""
