"""Reference cases, run in the layouts in which they were collected.

`python -m tests.cases FILE…` reads each file as it is and computes every row on the engine. A column of
the file becomes a fact, an expected column the rule that must give it; what a row leaves unsaid is chosen
in the adapter, with the reason. Nothing that the engine should find is ever given to it.
"""
