"""Credit points of functional posts: what somebody has, what is missing, and how they are determined."""
