"""Who has problems for the same reasons, so that one of them is looked into for all.

Which reasons `Tracer` finds depends on little: on what is unknown, on the branch that each unknown choice
takes, and on what an unknown look-up was asked for. People of whom all that is the same have the same
problems. That of finer rows is not compared: who has an unknown sum over them is looked into alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from praja.rules.frame import FrameReader, prepare
from praja.rules.ir import Ir, Op
from praja.rules.person import PersonReader
from praja.rules.schema import Grain
from praja.rules.selection import Lowering

_ALONE = "#sendiri"


class Alike:
    """Sorts people by the reasons for which outputs of theirs are unknown."""

    def __init__(self, lowering: Lowering, outputs: Sequence[str], reader: PersonReader) -> None:
        """Prepare for the outputs of a program; `reader` is that by which people are looked into."""
        self.lowering = lowering
        self.frames = FrameReader(lowering, outputs)
        values = [lowering.computed[name].value for name in outputs]
        roots = [root for value in values for root in (value.node, value.divisor) if root is not None]
        nodes = list(_behind(roots, reader))
        self.inputs = sorted({str(node.payload) for node in nodes if node.op is Op.COLUMN})
        self._signs = list(self._signs_of(node for node in nodes if node.op is not Op.COLUMN))

    def groups(self, frames: Mapping[str, pl.DataFrame], key: str) -> pl.Series:
        """Return for each person of a frame the row number of the first one with the same reasons."""
        people = frames[Grain.ORANG]
        nobody = {grain.value: people.select(key).clear() for grain in Grain}
        ready = prepare(
            {**nobody, **frames}, key=key, facts=self.lowering.facts, earlier=self.lowering.earlier,
            codebook=self.lowering.codebook, distinct=True,
        )  # fmt: skip
        given = ready[Grain.ORANG]
        signs = [given[name].is_null().alias(f"?{name}") for name in self.inputs]
        signs += [
            people.select(pl.when(given[name].is_null()).then(pl.col(name).cast(pl.String))).to_series()
            .alias(f"={name}")
            for name in self.inputs if name in people.columns
        ]  # fmt: skip
        signed = [pl.col(key), *(sign.alias(name) for name, sign in self._signs)]
        found, _ = self.frames.run(ready, signed)
        found = found.drop(key).with_columns(signs).with_row_index("#baris")
        alone = [name for name in found.columns if name.startswith(_ALONE)]
        found = found.with_columns(
            pl.when(pl.any_horizontal(alone) if alone else False).then("#baris").alias(_ALONE)
        ).drop(alone)
        same = [name for name in found.columns if name != "#baris"]
        return found.select(pl.col("#baris").first().over(same)).to_series()

    def _signs_of(self, nodes: Iterable[Ir]) -> Iterable[tuple[str, pl.Expr]]:
        """Yield by name what is compared of the nodes at which an unknown may be chosen or begin."""
        of = self.frames.expression
        for place, node in enumerate(nodes):
            unknown = of(node).is_null()
            if node.op is Op.TOTAL:
                yield f"{_ALONE}{place}", unknown
                continue
            if node.op in (Op.SELECT, Op.AND, Op.OR, Op.LOOKUP):
                yield f"?{place}", unknown
            if node.op is Op.SELECT:
                yield f"{place}", pl.when(unknown).then(of(node.operands[0]))
            if node.op is Op.LOOKUP:
                keys = [of(operand) for operand in node.operands]
                asked = unknown & pl.all_horizontal(one.is_not_null() for one in keys)
                for part, one in enumerate(keys):
                    yield f"{place}.{part}", pl.when(asked).then(one)


def _behind(roots: Iterable[Ir], reader: PersonReader) -> Iterable[Ir]:
    """Yield once each node of a person's own row below the roots."""
    seen: set[int] = set()
    waiting = [reader.behind(root) for root in roots]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or node.op is Op.CONST:
            continue
        seen.add(id(node))
        yield node
        if node.op is not Op.TOTAL:
            waiting.extend(reader.behind(operand) for operand in node.operands)
