"""Random choices that hypothesis can shrink: a small face over `draw`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import hypothesis.strategies as st
from hypothesis import Phase, settings

T = TypeVar("T")

_UP_TO = {most: st.integers(0, most) for most in range(64)}


def effort(share: float = 1) -> settings:
    """Return settings that draw this share of the examples of the profile in use.

    A failure is shrunk but not explained: explaining a random law takes minutes.
    """
    phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
    profile = settings()
    return settings(profile, max_examples=max(1, round(profile.max_examples * share)), phases=phases)


class Dice:
    """Throws of one example. The first of several choices is the one that shrinking prefers."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def upto(self, most: int) -> int:
        """Return 0 … most."""
        return self._draw(_UP_TO[most] if most < 64 else st.integers(0, most))

    def between(self, low: int, high: int) -> int:
        """Return low … high."""
        return low + self.upto(high - low)

    def one_in(self, often: int) -> bool:
        """Return True once in `often` throws; shrinks to False."""
        return self.upto(often - 1) == often - 1

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.upto(len(options) - 1)]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Return up to `most` of the options, each at most once, in their order."""
        wanted = {self.upto(len(options) - 1) for _ in range(self.upto(most))} if options else set()
        return [option for place, option in enumerate(options) if place in wanted]

    def draw(self, strategy: st.SearchStrategy[T]) -> T:
        """Return an example of any strategy."""
        return self._draw(strategy)


@st.composite
def dice(draw: st.DrawFn) -> Dice:
    """A strategy for the dice of one example."""
    return Dice(draw)
