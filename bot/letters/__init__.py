"""What people are sent without having written: reminders, requests that wait, weekly summaries."""
