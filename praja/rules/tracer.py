"""Find out why a result is unknown: which facts are missing or impossible, which table has no row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from praja.rules.errors import LawError
from praja.rules.facts import Problem, ProblemKind
from praja.rules.given import GivenPerson
from praja.rules.ir import Ir, Op
from praja.rules.lookup import LookupPlan
from praja.rules.person import Cell, PersonReader
from praja.rules.schema import MOST_ROWS, Grain, Kind
from praja.rules.selection import Lowering
from praja.rules.show import show_number


class Tracer:
    """Finds, for an unknown output, the facts and table rows that made it unknown."""

    def __init__(
        self, lowering: Lowering, reader: PersonReader, given: GivenPerson, registers: Sequence[Cell]
    ) -> None:
        self.lowering = lowering
        self.reader = reader
        self.given = given
        self.registers = registers

    def problems(self, outputs: Iterable[str]) -> list[Problem]:
        """Return each reason once, with the first output that it withholds."""
        found: dict[tuple[object, ...], Problem] = {}
        for name in outputs:
            value = self.lowering.computed[name].value
            for root in (value.node, value.divisor):
                if root is not None:
                    for problem in self._roots(name, root):
                        found.setdefault((problem.fact, problem.row, problem.kind, problem.value), problem)
        return list(found.values())

    def _cell(self, node: Ir, row: int) -> Cell:
        cell = self.reader.cell(self.registers, node)
        return cell[row - 1] if isinstance(cell, list) else cell

    def _roots(self, output: str, root: Ir) -> Iterable[Problem]:
        seen: set[tuple[int, int]] = set()
        waiting = [(self.reader.behind(root), 0)]
        while waiting:
            node, row = waiting.pop()
            row = 0 if node.grain is Grain.ORANG else row
            if (id(node), row) in seen or self._cell(node, row) is not None:
                continue
            seen.add((id(node), row))
            if node.op is Op.COLUMN:
                yield self._of_fact(output, str(node.payload), row)
                continue
            if node.op is Op.TOTAL:
                inner = self.reader.behind(node.operands[0])
                cells = self.reader.cell(self.registers, inner)
                most = MOST_ROWS[inner.grain]
                if len(cells) > most:
                    yield self._too_many(output, inner.grain, len(cells), most)
                unknown_rows = [place for place, cell in enumerate(cells[:most], 1) if cell is None]
                waiting.extend((inner, place) for place in reversed(unknown_rows))
                continue
            parts = self._read_parts(node, row)
            unknown = [part for part in parts if self._cell(part, row) is None]
            if node.op is Op.LOOKUP and not unknown:
                yield self._of_table(output, node, row)
            waiting.extend((self.reader.behind(part), row) for part in reversed(unknown))

    def _read_parts(self, node: Ir, row: int) -> Sequence[Ir]:
        if node.op is not Op.SELECT:
            return node.operands
        condition = self._cell(node.operands[0], row)
        return [node.operands[0] if condition is None else node.operands[1 if condition else 2]]

    def _of_fact(self, output: str, name: str, row: int) -> Problem:
        fault = self.given.faults.get((name, row))
        if fault is None:
            raise LawError(f"'{name}' tidak diketahui tanpa sebab; laporkan ini sebagai kesalahan program.")
        return Problem(output, name, fault.kind, fault.value, fault.message, fault.advice, row)

    def _too_many(self, output: str, grain: Grain, count: int, most: int) -> Problem:
        return Problem(
            output,
            grain.value,
            ProblemKind.TERLALU_BANYAK_BARIS,
            str(count),
            f"Ada {count} baris {grain} untuk satu orang, paling banyak {most}.",
            f"Periksa lembar {grain}: mungkin baris orang lain atau bulan lain ikut tersalin.",
        )

    def _of_table(self, output: str, node: Ir, row: int) -> Problem:
        plan = node.payload
        assert isinstance(plan, LookupPlan)
        shown = []
        for part, (name, _), (kind, denominator) in zip(
            node.operands, plan.table.keys, plan.asked, strict=True
        ):
            cell = self._cell(part, row)
            if kind is Kind.PILIHAN:
                text = self.lowering.codebook.words[cell]
            else:
                text = show_number(Fraction(cell, denominator), "", kind)
            shown.append(f"{name} {text}")
        asked = ", ".join(shown)
        return Problem(
            output,
            f"tabel.{plan.table.name}",
            ProblemKind.TIDAK_ADA_DI_TABEL,
            asked,
            f"{plan.table.title} tidak punya baris untuk {asked}.",
            f"Periksa {', '.join(name for name, _ in plan.table.keys)}; tabelnya {plan.version.file}.",
            row,
        )
