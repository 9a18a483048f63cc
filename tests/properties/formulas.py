"""Random formulas that are well-typed by construction, with a rough bound on how large they get.

The bound is kept independently of the engine and is generous: a formula that this module calls small
must be accepted, whatever the engine proves about it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from praja.rules.schema import Grain, Kind
from tests.properties.dice import Dice

MOST_BITS = 118
"""The engine refuses at 127 bits; roundings need a few more than what they round."""

KEY_BITS = 60
"""A number that a table is asked with must fit 64 bits."""

NUMERIC = (Kind.ANGKA, Kind.RUPIAH)


def bits(number: Fraction | int) -> int:
    """Return how many bits hold the absolute value of `number`, rounded up."""
    least, most = math.floor(number), math.ceil(number)
    return max(-least, most).bit_length()


def bits_below(denominator: int) -> int:
    """Return how many bits multiplying by `denominator` adds."""
    return (denominator - 1).bit_length()


@dataclasses.dataclass(frozen=True)
class Expr:
    """A formula, and what is known of its value: its kind, grain, size and denominators in bits.

    `divisor` names the divisor that travels with it, `over` are that divisor's bits.
    """

    text: str
    kind: Kind
    grain: Grain = Grain.ORANG
    size: int = 0
    under: int = 0
    over: int = 0
    divisor: str = ""
    choices: tuple[str, ...] = ()
    positive: bool = False

    @property
    def total_bits(self) -> int:
        return self.size + self.under + self.over


@dataclasses.dataclass(frozen=True)
class TableShape:
    """What a formula must know of a table: kinds of its keys, and how large its values are."""

    name: str
    key_kinds: tuple[Kind, ...]
    kind: Kind
    size: int = 0
    under: int = 0
    choices: tuple[str, ...] = ()
    progressive: bool = False
    edge_under: int = 0
    rows: int = 1


RUPIAH_LITERALS = (
    "Rp0", "Rp1", "Rp100", "Rp7", "Rp1.000", "Rp999", "Rp12.000.000", "Rp54.382", "Rp999.999.999.999.999.999",
)  # fmt: skip
NUMBER_LITERALS = (
    "0", "1", "2", "3", "0,5", "7", "12", "100", "1,25", "33,333", "1000000", "10%", "5%", "0,25%", "12,5%",
    "100%", "66,67%", "999999999999999999", "0,00000000000000001",
)  # fmt: skip
DAYS = (
    "2026-03-01",
    "2024-02-29",
    "2000-01-31",
    "1970-01-01",
    "1968-12-31",
    "2026-04-02",
    "0001-01-01",
    "9999-12-31",
)
STEPS = {
    Kind.RUPIAH: ("Rp1", "Rp100", "Rp1.000", "Rp7"),
    Kind.ANGKA: ("1", "0,01%", "0,5", "5", "0,1", "33,3"),
}


def literal_value(text: str) -> Fraction:
    """Return the value of one of the literals above."""
    body = text.removeprefix("Rp").removesuffix("%")
    value = Fraction(body.replace(".", "").replace(",", "."))
    return value / 100 if text.endswith("%") else value


def literal(text: str) -> Expr:
    """Return the expression of a literal."""
    kind = Kind.RUPIAH if text.startswith("Rp") else Kind.ANGKA
    value = literal_value(text)
    return Expr(text, kind, size=bits(value), under=bits_below(value.denominator), positive=value > 0)


class Formulas:
    """Makes formulas over the names that a law has so far."""

    def __init__(self, dice: Dice, names: Sequence[Expr], tables: Sequence[TableShape]) -> None:
        self.dice = dice
        self.names = list(names)
        self.tables = list(tables)

    # --- what exists

    def named(self, kind: Kind, grain: Grain, *, exactly: bool = False) -> list[Expr]:
        """Return the names of a kind that a formula of `grain` may read."""
        wanted = {grain} if exactly else {grain, Grain.ORANG}
        return [name for name in self.names if name.kind is kind and name.grain in wanted]

    def fine_grains(self) -> list[Grain]:
        """Return the finer grains that have a number to stand on."""
        found = {name.grain for name in self.names if name.kind is Kind.ANGKA}
        return [grain for grain in Grain if grain in found and grain is not Grain.ORANG]

    # --- formulas of any kind

    def make(self, kind: Kind, grain: Grain, depth: int) -> Expr:
        """Return a formula of `kind` that may read facts of `grain`."""
        match kind:
            case Kind.YA:
                return self.truth(grain, depth)
            case Kind.TANGGAL:
                return self.day(grain, depth)
            case Kind.PILIHAN:
                return self.choice(grain, depth)
        return self.number(kind, grain, depth)

    def anchored(self, kind: Kind, grain: Grain, depth: int) -> Expr:
        """Return a formula of `kind` that reads `grain` for certain."""
        if grain is Grain.ORANG:
            return self.make(kind, grain, depth)
        own = self.named(kind, grain, exactly=True)
        if own and (depth <= 0 or self.dice.one_in(2)):
            leaf = self.dice.pick(own)
            if kind not in NUMERIC or depth <= 0:
                return leaf
            other = self.make(kind, grain, depth - 1)
            return self.sum(self.dice.pick("+-"), leaf, other) or leaf
        number = self.dice.pick(self.named(Kind.ANGKA, grain, exactly=True))
        if kind in NUMERIC and self.dice.one_in(4):
            return self.divided(self.number(kind, Grain.ORANG, depth - 1), number)
        match kind:
            case Kind.ANGKA:
                return self.times(number, self.number(Kind.ANGKA, grain, depth - 1)) or number
            case Kind.RUPIAH:
                return self.times(number, self.number(Kind.RUPIAH, grain, depth - 1)) or self.plain(
                    "*", number, literal("Rp100")
                )
        truth = self.compared(number, self.number(Kind.ANGKA, grain, depth - 1)) or self.plain(
            ">", number, literal("3"), kind=Kind.YA
        )
        if kind is Kind.YA:
            return truth
        return self.chosen(truth, self.make(kind, grain, 0), self.make(kind, grain, 0))

    # --- numbers and amounts

    def number(self, kind: Kind, grain: Grain, depth: int) -> Expr:
        leaf = self.leaf(kind, grain)
        if depth <= 0 or self.dice.one_in(8):
            return leaf
        ways: list[Callable[[Kind, Grain, int], Expr | None]] = [
            self._sum, self._product, self._quotient, self._rounded, self._extreme, self._chosen,
            self._negative, self._looked_up, self._summed, self._counted, self._progressive, self._dated,
        ]  # fmt: skip
        made = self.dice.pick(ways)(kind, grain, depth - 1)
        return leaf if made is None or made.total_bits > MOST_BITS or len(made.text) > 300 else made

    def leaf(self, kind: Kind, grain: Grain) -> Expr:
        known = self.named(kind, grain)
        if known and not self.dice.one_in(3):
            return self.dice.pick(known)
        return literal(self.dice.pick(RUPIAH_LITERALS if kind is Kind.RUPIAH else NUMBER_LITERALS))

    def plain(self, op: str, left: Expr, right: Expr, *, kind: Kind | None = None) -> Expr:
        """Return `left op right` where sizes are known to be small."""
        if kind is None:
            kind = Kind.RUPIAH if Kind.RUPIAH in (left.kind, right.kind) else Kind.ANGKA
        grain = left.grain if left.grain is not Grain.ORANG else right.grain
        return Expr(
            f"{wrap(left)} {op} {wrap(right)}",
            kind,
            grain,
            size=left.size + right.size,
            under=left.under + right.under,
            over=left.over + right.over,
            divisor=left.divisor or right.divisor,
        )

    def whole(self, value: Expr) -> Expr:
        """Return `value` rounded, so that no divisor travels with it."""
        text = f"{self.dice.pick(('bulat', 'ke_bawah', 'ke_atas'))}({value.text})"
        return dataclasses.replace(
            value, text=text, size=value.size + value.over + 1, under=0, over=0, divisor="", positive=False
        )

    def _joined(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        if left.divisor and right.divisor and left.divisor != right.divisor:
            return left, self.whole(right)
        return left, right

    def sum(self, op: str, left: Expr, right: Expr) -> Expr | None:
        left, right = self._joined(left, right)
        made = dataclasses.replace(
            self.plain(op, left, right),
            size=max(left.size, right.size) + 1,
            over=max(left.over, right.over),
        )
        return made if made.total_bits <= MOST_BITS else None

    def times(self, left: Expr, right: Expr) -> Expr | None:
        if left.divisor and right.divisor:
            right = self.whole(right)
        made = self.plain("*", left, right)
        return made if made.total_bits <= MOST_BITS else None

    def _sum(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        return self.sum(
            self.dice.pick("+-"), self.number(kind, grain, depth), self.number(kind, grain, depth)
        )

    def _product(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        left, right = self.number(Kind.ANGKA, grain, depth), self.number(kind, grain, depth)
        return self.times(*((left, right) if self.dice.one_in(2) else (right, left)))

    def _quotient(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        upper = self.number(kind, grain, depth)
        if self.dice.one_in(3):
            text = self.dice.pick([text for text in NUMBER_LITERALS if literal_value(text) > 0])
            by = literal_value(text)
            return dataclasses.replace(
                upper,
                text=f"{wrap(upper)} / {text}",
                size=upper.size + bits(by.denominator),
                under=upper.under + bits(by.numerator),
                positive=False,
            )
        unit = Kind.ANGKA
        if kind is Kind.ANGKA and self.dice.one_in(2):
            unit, upper = Kind.RUPIAH, self.number(Kind.RUPIAH, grain, depth)
        return self.divided(upper, self.number(unit, grain, depth))

    def divided(self, upper: Expr, lower: Expr) -> Expr:
        """Return `upper / lower`, where `lower` is held to at least 1 if it is not so already."""
        kind = Kind.ANGKA if upper.kind is lower.kind else upper.kind
        if upper.divisor:
            upper = self.whole(upper)
        if lower.divisor:
            lower = self.whole(lower)
        least = "Rp1" if lower.kind is Kind.RUPIAH else "1"
        text = wrap(lower) if lower.positive else f"max({lower.text}; {least})"
        return Expr(
            f"{wrap(upper)} / {text}",
            kind,
            upper.grain if upper.grain is not Grain.ORANG else lower.grain,
            size=upper.size + lower.under,
            under=upper.under,
            over=max(lower.size, 1) + lower.under,
            divisor=text,
        )

    def _rounded(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        value = self.number(kind, grain, depth)
        step = self.dice.pick(STEPS[kind])
        by = literal_value(step)
        if max(value.total_bits + bits(by.denominator), value.under + value.over + bits(by)) + 3 > MOST_BITS:
            return None
        shown = "" if step in ("Rp1", "1") and self.dice.one_in(2) else f"; {step}"
        function = self.dice.pick(("bulat", "ke_bawah", "ke_atas"))
        return dataclasses.replace(
            value,
            text=f"{function}({value.text}{shown})",
            size=max(value.size + value.over, bits(by)) + bits(by.numerator) + 1,
            under=bits_below(by.denominator),
            over=0,
            divisor="",
            positive=False,
        )

    def _extreme(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        parts = [self.number(kind, grain, depth - place) for place in range(2 + self.dice.one_in(3))]
        made = parts[0]
        for part in parts[1:]:
            made, part = self._joined(made, part)
            made = dataclasses.replace(
                self.plain(";", made, part),
                text=f"{made.text}; {part.text}",
                size=max(made.size, part.size),
                over=max(made.over, part.over),
            )
            if made.total_bits > MOST_BITS:
                return None
        return dataclasses.replace(made, text=f"{self.dice.pick(('min', 'max'))}({made.text})")

    def _chosen(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        condition = self.truth(grain, depth)
        return self.chosen(condition, self.number(kind, grain, depth), self.number(kind, grain, depth - 1))

    def chosen(self, condition: Expr, then: Expr, other: Expr) -> Expr:
        """Return `jika condition maka then selainnya other`."""
        text = f"jika {condition.text} maka {then.text} selainnya {other.text}"
        fine = [part.grain for part in (condition, then, other) if part.grain is not Grain.ORANG]
        return Expr(
            f"({text})",
            then.kind,
            fine[0] if fine else Grain.ORANG,
            size=max(then.size, other.size),
            under=then.under + other.under,
            over=max(then.over, other.over),
            divisor=text if then.divisor or other.divisor else "",
            choices=tuple(dict.fromkeys(then.choices + other.choices)),
        )

    def _negative(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        value = self.number(kind, grain, depth)
        return dataclasses.replace(value, text=f"-{wrap(value)}", positive=False)

    def _looked_up(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        found = [table for table in self.tables if table.kind is kind and not table.progressive]
        return self.looked_up(self.dice.pick(found), grain, depth) if found else None

    def looked_up(self, table: TableShape, grain: Grain, depth: int) -> Expr:
        """Return a look-up in `table` by random keys."""
        keys: list[Expr] = []
        for kind in table.key_kinds:
            key = self.make(kind, grain, self.dice.upto(min(depth, 2)))
            key = self.whole(key) if key.divisor else key
            keys.append(
                key if key.size + key.under <= KEY_BITS else literal("3" if kind is Kind.ANGKA else "Rp7")
            )
        fine = [key.grain for key in keys if key.grain is not Grain.ORANG]
        return Expr(
            f"tabel.{table.name}[{'; '.join(key.text for key in keys)}]",
            table.kind,
            fine[0] if fine else Grain.ORANG,
            size=table.size,
            under=table.under,
            choices=table.choices,
        )

    def _summed(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        grains = self.fine_grains()
        if not grains:
            return None
        inner = self.anchored(kind, self.dice.pick(grains), depth)
        if inner.divisor:
            inner = self.whole(inner)
        return Expr(f"jumlah({inner.text})", kind, size=inner.size + 8, under=inner.under)

    def _counted(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        grains = self.fine_grains()
        if not grains or kind is not Kind.ANGKA:
            return None
        return Expr(f"banyak({self.anchored(Kind.YA, self.dice.pick(grains), depth).text})", kind, size=8)

    def _progressive(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        tables = [table for table in self.tables if table.progressive]
        if not tables:
            return None
        table, base = self.dice.pick(tables), self.number(kind, grain, depth)
        if base.divisor:
            base = self.whole(base)
        return dataclasses.replace(
            base,
            text=f"progresif(tabel.{table.name}; {base.text})",
            size=max(base.size, 50) + table.size + bits(table.rows) + 1,
            under=base.under + table.edge_under + table.under,
            positive=False,
        )

    def _dated(self, kind: Kind, grain: Grain, depth: int) -> Expr | None:
        if kind is not Kind.ANGKA:
            return None
        start, end = self.day(grain, depth), self.day(grain, depth)
        fine = [part.grain for part in (start, end) if part.grain is not Grain.ORANG]
        function = self.dice.pick(("bulan_antara", "umur", "hari_antara"))
        return Expr(f"{function}({start.text}; {end.text})", kind, fine[0] if fine else Grain.ORANG, size=23)

    # --- truths

    def truth(self, grain: Grain, depth: int) -> Expr:
        known = self.named(Kind.YA, grain)
        if known and (depth <= 0 or self.dice.one_in(6)):
            return self.dice.pick(known)
        if depth <= 0:
            return Expr(self.dice.pick(("dasar_hukum_berlaku", "ya", "tidak")), Kind.YA)
        ways: list[Callable[[Grain, int], Expr | None]] = [
            self._compare_numbers, self._compare_days, self._compare_choices, self._within, self._logic,
            self._not, self._chosen_truth, self._looked_up_choice,
        ]  # fmt: skip
        made = self.dice.pick(ways)(grain, depth - 1)
        if made is None or len(made.text) > 300:
            return self.truth(grain, 0)
        return made

    def compared(self, left: Expr, right: Expr) -> Expr | None:
        if (
            max(left.total_bits + right.under + right.over, right.total_bits + left.under + left.over)
            > MOST_BITS
        ):
            return None
        op = self.dice.pick(("<", "<=", ">", ">=", "=", "<>"))
        return self._truth_of(f"({wrap(left)} {op} {wrap(right)})", left, right)

    @staticmethod
    def _truth_of(text: str, *parts: Expr) -> Expr:
        fine = [part.grain for part in parts if part.grain is not Grain.ORANG]
        return Expr(text, Kind.YA, fine[0] if fine else Grain.ORANG)

    def _compare_numbers(self, grain: Grain, depth: int) -> Expr | None:
        kind = self.dice.pick(NUMERIC)
        return self.compared(self.number(kind, grain, depth), self.number(kind, grain, depth))

    def _compare_days(self, grain: Grain, depth: int) -> Expr | None:
        left = self.day(grain, depth)
        right = self.day(grain, depth - 1)
        if self.dice.one_in(2):
            right = Expr(f"'{self.dice.pick(DAYS)}'", Kind.TANGGAL)
        op = self.dice.pick(("<", "<=", ">", ">=", "=", "<>"))
        return self._truth_of(f"({left.text} {op} {right.text})", left, right)

    def _compare_choices(self, grain: Grain, depth: int) -> Expr | None:
        left = self.choice(grain, depth)
        right = self.choice(grain, depth - 1)
        if left.choices and self.dice.one_in(2):
            right = Expr(f"'{self.dice.pick(left.choices)}'", Kind.PILIHAN)
        return self._truth_of(f"({left.text} {self.dice.pick(('=', '<>'))} {right.text})", left, right)

    def _within(self, grain: Grain, depth: int) -> Expr | None:
        left = self.choice(grain, depth)
        if not left.choices:
            return None
        some = self.dice.some(left.choices, 3) or left.choices[:1]
        shown = "; ".join(f"'{one}'" for one in some)
        return self._truth_of(f"({left.text} dalam ({shown}))", left)

    def _looked_up_choice(self, grain: Grain, depth: int) -> Expr | None:
        tables = [table for table in self.tables if table.kind is Kind.PILIHAN]
        found = self.looked_up(self.dice.pick(tables), grain, depth) if tables else None
        if found is None or not found.choices:
            return None
        return self._truth_of(f"({found.text} = '{self.dice.pick(found.choices)}')", found)

    def _logic(self, grain: Grain, depth: int) -> Expr | None:
        left, right = self.truth(grain, depth), self.truth(grain, depth)
        return self._truth_of(f"({left.text} {self.dice.pick(('dan', 'atau'))} {right.text})", left, right)

    def _not(self, grain: Grain, depth: int) -> Expr | None:
        inner = self.truth(grain, depth)
        return self._truth_of(f"(bukan {inner.text})", inner)

    def _chosen_truth(self, grain: Grain, depth: int) -> Expr | None:
        return self.chosen(self.truth(grain, depth), self.truth(grain, depth), self.truth(grain, depth - 1))

    # --- days and choices

    def day(self, grain: Grain, depth: int) -> Expr:
        known = [*self.named(Kind.TANGGAL, grain), *(Expr(name, Kind.TANGGAL) for name in CONTEXT_DAYS)]
        if depth <= 0 or not self.dice.one_in(4):
            return self.dice.pick(known)
        other = self.dice.pick([*known, Expr(f"'{self.dice.pick(DAYS)}'", Kind.TANGGAL)])
        return self.chosen(self.truth(grain, depth - 1), self.dice.pick(known), other)

    def choice(self, grain: Grain, depth: int) -> Expr:
        known = self.named(Kind.PILIHAN, grain)
        fallback = Expr("(jika dasar_hukum_berlaku maka 'a' selainnya 'b')", Kind.PILIHAN, choices=("a", "b"))
        if known and (depth <= 0 or not self.dice.one_in(4)):
            return self.dice.pick(known)
        if depth <= 0:
            return fallback
        then = self.choice(grain, depth - 1)
        word = self.dice.pick(("a", "b", "lain"))
        return self.chosen(
            self.truth(grain, depth - 1), then, Expr(f"'{word}'", Kind.PILIHAN, choices=(word,))
        )


CONTEXT_DAYS = ("awal_bulan", "akhir_bulan", "tanggal_bayar")
_SIMPLE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_,.%R")


def wrap(value: Expr) -> str:
    """Return the text of `value`, in brackets where it is not a single word."""
    text = value.text
    return text if set(text.replace("Rp", "R")) <= _SIMPLE else f"({text})"
