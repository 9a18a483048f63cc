"""What attendance keeps; each part has a module."""
