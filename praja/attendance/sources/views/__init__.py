"""Pages of devices, PINs and imports, and the addresses to which devices send."""
