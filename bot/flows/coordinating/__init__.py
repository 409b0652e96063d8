"""What coordinators and operators read: their home, progress, people, houses, contacts and files."""
