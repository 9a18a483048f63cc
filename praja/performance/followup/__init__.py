"""What follows a closed rating: time to improve and what the law foresees after it, awards, development."""
