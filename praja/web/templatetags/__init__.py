"""Tags and filters of the shell."""
