"""The house of the demo: four governments whose structure is real and whose people are invented."""

from praja.demo.house.build import build_structures
from praja.demo.house.plan import Plan, plan

__all__ = ["Plan", "build_structures", "plan"]
