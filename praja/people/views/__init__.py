"""Pages of people: each parses, authorises, calls one thing of the domain, and renders."""
