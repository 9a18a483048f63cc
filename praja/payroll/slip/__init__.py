"""The slip: what a person is paid and why, what changed since last month, what would be if, and the paper."""
