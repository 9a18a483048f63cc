"""What a file would do: a pure comparison of what it says with what is recorded. Nothing is written here.

Everything of one NIP stands or falls together: where one row of somebody is wrong, nothing of that person is
taken, and nobody else is touched. An empty cell leaves what is recorded. What the file does not name stays.
"""

from praja.people.imports.plan.making import make_plan
from praja.people.imports.plan.shapes import IDENTITY, MemberWrite, PersonPlan, Plan, Write, attnames

__all__ = ["IDENTITY", "MemberWrite", "PersonPlan", "Plan", "Write", "attnames", "make_plan"]
