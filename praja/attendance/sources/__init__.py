"""Where taps come from: devices, whose PIN is whose, and what was taken in from each."""
