"""Check-in from a phone: on which terms, with whose consent, what the phone said, and what became of it."""
