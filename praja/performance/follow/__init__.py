"""Following a year: realisation with evidence, obstacles, feedback, talks, thanks, counted figures.

- `clock`: signs of life of the server, and by how much an outage moves a deadline;
- `progress`: how far an indicator is, in words and as a bar;
- `actions`: the only writers; `perms`: who may; `queries`, `team`: what pages read;
- `feeds`: figures that come by sheet or from another system.
"""
