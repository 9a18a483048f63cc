"""Roles that are held for a unit and a period, and what follows from them."""
