"""Writing SKP: opening them, drafting, the dialogue to agreement, and what changes afterwards."""
