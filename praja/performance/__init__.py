"""Performance: from the organization's goals to a rating that can be defended.

- `models`: goals and SKP (`plan`), what was achieved and said of it (`follow`);
- `goals`: the goals of units and their indicators;
- `plan`: the SKP of a person, from the first draft to the agreement of both, and its later versions;
- `follow`: realisation with evidence, obstacles, feedback, coaching, recognition;
- `law`: achievement, ratings and predicates as the law computes them (`praja.law`).
"""
