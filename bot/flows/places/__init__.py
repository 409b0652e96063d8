"""The regions of the state, and finding one by what somebody types."""
