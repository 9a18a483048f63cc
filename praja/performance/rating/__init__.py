"""Rating: what is proposed, what is given, by whom it may be, and how a period is closed."""
