"""Leave: what each kind needs, how much one has left, from the request to the decision."""
