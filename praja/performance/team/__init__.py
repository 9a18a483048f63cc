"""The assessment team: appointed by SK, it looks at signed ratings, confirms them or sends them back."""
