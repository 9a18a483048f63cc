"""Signals: what looks odd in how taps came in. People explain them; nothing is judged or paid by them."""
