"""From syntax tree to integer form: kinds, exact fractions, proved bounds, grains.

A number is `numerator / (denominator × divisor)`: a whole-number node, a whole number known now, and
at most one positive whole-number node known only per person. So `/12` and `0,25%` are exact, and
nothing is rounded but where the formula says `bulat`, `ke_bawah` or `ke_atas`.
"""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

from praja.rules.errors import FormulaError, did_you_mean
from praja.rules.ir import GrainClash, Ir, Op, TooWide
from praja.rules.language.tables import Plans, plan_for
from praja.rules.language.tree import (
    EARLIER,
    Arithmetic,
    Call,
    Choose,
    Compare,
    GroupName,
    Logic,
    Lookup,
    Name,
    Negative,
    Not,
    Number,
    Style,
    TableName,
    Text,
    Tree,
    Within,
)
from praja.rules.language.value import KIND_WORDS, Scope, Value
from praja.rules.schema import Grain, KeyMatch, Kind, Table, TableVersion
from praja.rules.written import day_from, day_number, number_from

MOST_STEPS = 40
"""A progressive tariff has at most this many layers."""


class Meaning:
    """Gives formulas their meaning in a scope, and remembers that of every part for explaining."""

    def __init__(self, scope: Scope, plans: Plans | None = None) -> None:
        self.scope = scope
        self.builder = scope.builder
        self.parts: dict[int, Value] = {}
        self.plans: Plans = {} if plans is None else plans

    def of(self, tree: Tree) -> Value:
        """Return what `tree` means.

        :raises FormulaError: if kinds do not fit, a name does not exist, a divisor could be zero,
            bounds could exceed 127 bits, or two finer grains meet
        """
        try:
            value = self._of(tree)
        except TooWide:
            raise FormulaError(
                "hasil antara bisa melebihi 127 bit; persempit batas (dari, sampai) faktanya "
                "atau bulatkan lebih dulu",
                at=tree.at,
            ) from None
        except GrainClash as clash:
            raise FormulaError(
                f"dua butir berbeda dalam satu rumus: {clash.left} dan {clash.right}; "
                "jumlahkan salah satunya dalam aturan tersendiri",
                at=tree.at,
            ) from None
        value = self._reduced(value)
        self.parts[id(tree)] = value
        return value

    def _reduced(self, value: Value) -> Value:
        """Return a constant in lowest terms, so that what is whole is seen to be whole."""
        if value.node.op is not Op.CONST or value.denominator == 1 or value.divisor is not None:
            return value
        share = math.gcd(value.node.low, value.denominator)
        node = self.builder.const(value.node.low // share, value.node.grain)
        return dataclasses.replace(value, node=node, denominator=value.denominator // share)

    def _of(self, tree: Tree) -> Value:
        match tree:
            case Number():
                return self._number(tree)
            case Text(value=text):
                return Value(
                    Kind.PILIHAN, self.builder.const(self.scope.codebook.code(text)), choices=(text,)
                )
            case Name():
                return self._name(tree)
            case Negative(operand=operand):
                inner = self._numeric(operand, "tanda minus")
                zero = self.builder.const(0)
                return dataclasses.replace(inner, node=self.builder.subtract(zero, inner.node))
            case Arithmetic():
                return self._arithmetic(tree)
            case Compare():
                return self._compare(tree)
            case Within():
                return self._within(tree)
            case Not(operand=operand):
                return self._truth(self.builder.negate(self._yes(operand, "'bukan'")))
            case Logic(op=op, left=left, right=right):
                one, two = self._yes(left, f"'{op}'"), self._yes(right, f"'{op}'")
                return self._truth(
                    self.builder.both(one, two) if op == "dan" else self.builder.either(one, two)
                )
            case Choose():
                return self._choose(tree)
            case Lookup():
                return self._lookup(tree)
            case Call():
                return self._call(tree)
            case GroupName(name=name, at=at):
                raise FormulaError(f"kelompok.{name} hanya di dalam jumlah(…) atau banyak(…)", at=at)
            case TableName(name=name, at=at):
                raise FormulaError(f"tabel.{name} perlu kunci, misalnya tabel.{name}[…]", at=at)

    @staticmethod
    def _truth(node: Ir) -> Value:
        return Value(Kind.YA, node)

    # --- leaves

    def _number(self, tree: Number) -> Value:
        kind = Kind.RUPIAH if tree.style is Style.RUPIAH else Kind.ANGKA
        return Value(kind, self.builder.const(tree.value.numerator), tree.value.denominator)

    def _name(self, tree: Name) -> Value:
        try:
            return self.scope.value_of(tree.name)
        except KeyError:
            known = self.scope.known_names("nama")
            raise FormulaError(
                f"'{tree.name}' tidak ada sebagai fakta atau aturan yang berlaku",
                at=tree.at,
                hint=did_you_mean(tree.name, known),
            ) from None

    # --- expectations

    def _numeric(self, tree: Tree, by: str) -> Value:
        value = self.of(tree)
        if not value.numeric:
            raise FormulaError(f"{by} perlu rupiah atau angka, bukan {KIND_WORDS[value.kind]}", at=tree.at)
        return value

    def _yes(self, tree: Tree, by: str) -> Ir:
        value = self.of(tree)
        if value.kind is not Kind.YA:
            raise FormulaError(
                f"{by} perlu ya/tidak, bukan {KIND_WORDS[value.kind]}; bandingkan dulu, misalnya '> 0'",
                at=tree.at,
            )
        return value.node

    # --- fractions

    def _scaled(self, value: Value, denominator: int, divisor: Ir | None) -> Ir:
        """Return the numerator of `value` over the given denominator and divisor."""
        node = self.builder.multiply(value.node, self.builder.const(denominator // value.denominator))
        if divisor is not None and value.divisor is None:
            node = self.builder.multiply(node, divisor)
        return node

    def _common(self, left: Value, right: Value, at: int) -> tuple[Ir, Ir, int, Ir | None]:
        denominator = math.lcm(left.denominator, right.denominator)
        divisor = left.divisor or right.divisor
        if left.divisor is not None and right.divisor is not None and left.divisor is not right.divisor:
            raise FormulaError(
                "dua pembagi yang berbeda bertemu di sini; bulatkan salah satunya lebih dulu", at=at
            )
        one = self._scaled(left, denominator, divisor)
        two = self._scaled(right, denominator, divisor)
        return one, two, denominator, divisor

    def _whole_divisor(self, value: Value) -> Ir:
        """Return denominator × divisor as one node."""
        base = self.builder.const(value.denominator)
        return base if value.divisor is None else self.builder.multiply(value.divisor, base)

    # --- arithmetic

    def _arithmetic(self, tree: Arithmetic) -> Value:
        left = self._numeric(tree.left, f"'{tree.op}'")
        right = self._numeric(tree.right, f"'{tree.op}'")
        if tree.op in "+-":
            if left.kind is not right.kind:
                raise FormulaError(
                    f"'{tree.op}' mencampur {KIND_WORDS[left.kind]} dan {KIND_WORDS[right.kind]}", at=tree.at
                )
            one, two, denominator, divisor = self._common(left, right, tree.at)
            node = self.builder.add(one, two) if tree.op == "+" else self.builder.subtract(one, two)
            return Value(left.kind, node, denominator, divisor)
        if tree.op == "*":
            return self._times(left, right, tree.at)
        return self._divide(left, right, tree)

    def _times(self, left: Value, right: Value, at: int) -> Value:
        if left.kind is Kind.RUPIAH and right.kind is Kind.RUPIAH:
            raise FormulaError("rupiah kali rupiah tidak berarti", at=at)
        if left.divisor is not None and right.divisor is not None:
            raise FormulaError("dua pembagi bertemu di sini; bulatkan salah satunya lebih dulu", at=at)
        kind = Kind.RUPIAH if Kind.RUPIAH in (left.kind, right.kind) else Kind.ANGKA
        node, denominator = self.builder.multiply(left.node, right.node), left.denominator * right.denominator
        for constant, other in ((left, right), (right, left)):
            if constant.node.constant is not None and constant.divisor is None:
                share = math.gcd(constant.node.low, other.denominator) or 1
                factor = self.builder.const(constant.node.low // share, constant.node.grain)
                node = self.builder.multiply(other.node, factor)
                denominator = constant.denominator * (other.denominator // share)
                break
        return Value(kind, node, denominator, left.divisor or right.divisor)

    def _divide(self, left: Value, right: Value, tree: Arithmetic) -> Value:
        if left.kind is Kind.ANGKA and right.kind is Kind.RUPIAH:
            raise FormulaError("angka dibagi rupiah tidak berarti", at=tree.at)
        kind = Kind.RUPIAH if left.kind is not right.kind else Kind.ANGKA
        if left.kind is Kind.RUPIAH and right.kind is Kind.ANGKA:
            kind = Kind.RUPIAH
        if right.node.constant is not None and right.divisor is None:
            return self._divide_by_constant(left, right, kind, tree)
        if right.node.low < 1:
            raise FormulaError(
                "pembagi bisa nol atau negatif; beri batas bawah, misalnya max(…; 1)", at=tree.right.at
            )
        if left.divisor is not None or right.divisor is not None:
            raise FormulaError("dua pembagi bertemu di sini; bulatkan salah satunya lebih dulu", at=tree.at)
        node = self.builder.multiply(left.node, self.builder.const(right.denominator))
        self.builder.check_grains(node, right.node)
        return Value(kind, node, left.denominator, right.node)

    def _divide_by_constant(self, left: Value, right: Value, kind: Kind, tree: Arithmetic) -> Value:
        by = Fraction(right.node.low, right.denominator)
        if by <= 0:
            raise FormulaError("pembagi harus lebih dari nol", at=tree.right.at)
        share = math.gcd(by.denominator, left.denominator)
        factor = self.builder.const(by.denominator // share, right.node.grain)
        node = self.builder.multiply(left.node, factor)
        return Value(kind, node, left.denominator // share * by.numerator, left.divisor)

    # --- comparison

    def _compare(self, tree: Compare) -> Value:
        left, right = self.of(tree.left), self.of(tree.right)
        if Kind.TANGGAL in (left.kind, right.kind):
            left, right = self._as_date(tree.left, left), self._as_date(tree.right, right)
        if left.kind is not right.kind:
            raise FormulaError(
                f"'{tree.op}' membandingkan {KIND_WORDS[left.kind]} dengan {KIND_WORDS[right.kind]}",
                at=tree.at,
            )
        if left.kind is Kind.PILIHAN:
            return self._compare_choices(tree, left, right)
        if left.kind is Kind.YA:
            raise FormulaError("ya/tidak tidak dibandingkan; tulis langsung, atau dengan 'bukan'", at=tree.at)
        one, two = left.node, right.node
        if left.numeric:
            denominator = math.lcm(left.denominator, right.denominator)
            one = self.builder.multiply(one, self.builder.const(denominator // left.denominator))
            two = self.builder.multiply(two, self.builder.const(denominator // right.denominator))
            # Both sides are multiplied even by the same divisor: unknown, it makes the answer unknown.
            one = self.builder.multiply(one, right.divisor) if right.divisor else one
            two = self.builder.multiply(two, left.divisor) if left.divisor else two
        build = self.builder
        match tree.op:
            case "=":
                return self._truth(build.equal(one, two))
            case "<>":
                return self._truth(build.negate(build.equal(one, two)))
            case "<":
                return self._truth(build.less(one, two))
            case "<=":
                return self._truth(build.less_equal(one, two))
            case ">":
                return self._truth(build.less(two, one))
            case _:
                return self._truth(build.less_equal(two, one))

    def _as_date(self, tree: Tree, value: Value) -> Value:
        if not isinstance(tree, Text):
            return value
        try:
            day = day_from(tree.value)
        except ValueError:
            raise FormulaError(
                f"'{tree.value}' bukan tanggal; tulis tahun-bulan-hari, misalnya '2024-01-01'", at=tree.at
            ) from None
        date = Value(Kind.TANGGAL, self.builder.const(day_number(day)))
        self.parts[id(tree)] = date
        return date

    def _compare_choices(self, tree: Compare, left: Value, right: Value) -> Value:
        if tree.op not in ("=", "<>"):
            raise FormulaError(
                f"pilihan tidak berurutan; '{tree.op}' tidak berlaku, pakai 'dalam'", at=tree.at
            )
        self._check_choices(tree.left, left, right)
        self._check_choices(tree.right, right, left)
        same = self.builder.equal(left.node, right.node)
        return self._truth(same if tree.op == "=" else self.builder.negate(same))

    @staticmethod
    def _check_choices(tree: Tree, value: Value, other: Value) -> None:
        if isinstance(tree, Text) and tree.value not in other.choices:
            shown = ", ".join(other.choices[:12]) + (" …" if len(other.choices) > 12 else "")
            raise FormulaError(
                f"'{tree.value}' bukan salah satu pilihannya",
                at=tree.at,
                hint=did_you_mean(tree.value, other.choices) or f"Pilihannya: {shown}.",
            )

    def _within(self, tree: Within) -> Value:
        value = self.of(tree.operand)
        if value.kind is not Kind.PILIHAN:
            raise FormulaError(f"'dalam' perlu pilihan, bukan {KIND_WORDS[value.kind]}", at=tree.operand.at)
        for choice in tree.choices:
            self._check_choices(choice, self.of(choice), value)
        codes = frozenset(self.scope.codebook.code(choice.value) for choice in tree.choices)
        return self._truth(self.builder.member(value.node, codes))

    def _choose(self, tree: Choose) -> Value:
        condition = self._yes(tree.condition, "'jika'")
        then, other = self.of(tree.then), self.of(tree.other)
        if Kind.TANGGAL in (then.kind, other.kind):
            then, other = self._as_date(tree.then, then), self._as_date(tree.other, other)
        if then.kind is not other.kind:
            raise FormulaError(
                f"'maka' memberi {KIND_WORDS[then.kind]}, 'selainnya' memberi {KIND_WORDS[other.kind]}",
                at=tree.other.at,
                hint="Nol rupiah ditulis Rp0, nol persen 0%.",
            )
        return self.select(condition, then, other)

    def select(self, condition: Ir, then: Value, other: Value) -> Value:
        """Return the value that is `then` where `condition` holds and `other` where it does not."""
        build = self.builder
        if not then.numeric:
            choices = tuple(dict.fromkeys(then.choices + other.choices))
            return Value(then.kind, build.select(condition, then.node, other.node), choices=choices)
        denominator = math.lcm(then.denominator, other.denominator)
        one = build.multiply(then.node, build.const(denominator // then.denominator))
        two = build.multiply(other.node, build.const(denominator // other.denominator))
        divisor = None
        if then.divisor is not None or other.divisor is not None:
            unit = build.const(1)
            divisor = build.select(condition, then.divisor or unit, other.divisor or unit)
        return Value(then.kind, build.select(condition, one, two), denominator, divisor)

    # --- functions

    def _call(self, tree: Call) -> Value:
        match tree.function:
            case "bulat" | "ke_bawah" | "ke_atas":
                return self._round(tree)
            case "min" | "max":
                return self._extreme(tree)
            case "jumlah" | "banyak":
                return self._aggregate(tree)
            case "progresif":
                return self._progressive(tree)
            case "bulan_antara" | "umur" | "hari_antara":
                return self._between(tree)
            case _:
                return self._earlier(tree)

    def _round(self, tree: Call) -> Value:
        value = self._numeric(tree.arguments[0], f"{tree.function}(…)")
        step = Fraction(1)
        if len(tree.arguments) == 2:
            by = tree.arguments[1]
            if not isinstance(by, Number) or by.value <= 0:
                raise FormulaError(
                    "langkah pembulatan harus angka tetap lebih dari nol, misalnya Rp100", at=by.at
                )
            if (by.style is Style.RUPIAH) is not (value.kind is Kind.RUPIAH):
                raise FormulaError(
                    f"yang dibulatkan {KIND_WORDS[value.kind]}, langkahnya {by.style.value}", at=by.at
                )
            self.of(by)
            step = by.value
        build = self.builder
        if value.whole and step == 1:
            return value
        numerator = build.multiply(value.node, build.const(step.denominator))
        whole = self._whole_divisor(value)
        divisor = build.multiply(whole, build.const(step.numerator))
        match tree.function:
            case "ke_bawah":
                times = build.floor_divide(numerator, divisor)
            case "ke_atas":
                zero = build.const(0)
                times = build.subtract(zero, build.floor_divide(build.subtract(zero, numerator), divisor))
            case _:
                times = build.round_half_up(numerator, divisor)
        return Value(value.kind, build.multiply(times, build.const(step.numerator)), step.denominator)

    def _extreme(self, tree: Call) -> Value:
        combine = self.builder.minimum if tree.function == "min" else self.builder.maximum
        result = self._numeric(tree.arguments[0], f"{tree.function}(…)")
        for argument in tree.arguments[1:]:
            value = self._numeric(argument, f"{tree.function}(…)")
            if value.kind is not result.kind:
                raise FormulaError(
                    f"{tree.function}(…) mencampur {KIND_WORDS[result.kind]} dan {KIND_WORDS[value.kind]}",
                    at=argument.at,
                )
            one, two, denominator, divisor = self._common(result, value, argument.at)
            result = Value(result.kind, combine(one, two), denominator, divisor)
        return result

    def _aggregate(self, tree: Call) -> Value:
        argument = tree.arguments[0]
        if isinstance(argument, GroupName):
            return self._aggregate_group(tree.function, argument)
        value = self.of(argument)
        if value.grain is Grain.ORANG and value.node.constant == 0:
            kind = Kind.ANGKA if tree.function == "banyak" else value.kind
            return Value(kind, self.builder.const(0))
        if value.grain is Grain.ORANG:
            raise FormulaError(
                f"{tree.function}(…) menjumlahkan baris yang lebih halus (hari, anak, …) atau kelompok.nama; "
                "isi ini sudah satu nilai per orang",
                at=argument.at,
            )
        if tree.function == "banyak":
            if value.kind is not Kind.YA:
                raise FormulaError(
                    "banyak(…) menghitung yang ya; beri syarat, misalnya 'menit > 30'", at=argument.at
                )
            return Value(Kind.ANGKA, self.builder.total(self.builder.as_number(value.node)))
        if not value.numeric:
            raise FormulaError(
                f"jumlah(…) perlu rupiah atau angka, bukan {KIND_WORDS[value.kind]}", at=argument.at
            )
        if value.divisor is not None:
            raise FormulaError("bulatkan tiap baris dulu sebelum dijumlahkan", at=argument.at)
        return Value(value.kind, self.builder.total(value.node), value.denominator)

    def _aggregate_group(self, function: str, group: GroupName) -> Value:
        try:
            members = self.scope.group_members(group.name)
        except KeyError:
            raise FormulaError(
                f"kelompok '{group.name}' tidak ada",
                at=group.at,
                hint=did_you_mean(group.name, self.scope.known_names("kelompok")),
            ) from None
        node = self.builder.const(0)
        kind = Kind.ANGKA if function == "banyak" else self.scope.group_kind(group.name)
        kinds = {value.kind for _, value in members}
        if function == "banyak" and kinds - {Kind.YA}:
            raise FormulaError(
                f"banyak(…) menghitung yang ya; kelompok.{group.name} memuat angka", at=group.at
            )
        if function == "jumlah" and (kinds - {Kind.RUPIAH, Kind.ANGKA} or len(kinds) > 1):
            raise FormulaError(
                f"kelompok.{group.name} memuat jenis yang tidak dapat dijumlahkan", at=group.at
            )
        denominator = math.lcm(*(value.denominator for _, value in members))
        for name, value in members:
            if value.grain is not Grain.ORANG or value.divisor is not None:
                raise FormulaError(f"anggota kelompok '{name}' harus satu nilai bulat per orang", at=group.at)
            if function == "banyak":
                node = self.builder.add(node, self.builder.as_number(value.node))
            else:
                node = self.builder.add(node, self._scaled(value, denominator, None))
        return Value(next(iter(kinds), kind) if function == "jumlah" else kind, node, denominator)

    def _progressive(self, tree: Call) -> Value:
        first, second = tree.arguments
        if not isinstance(first, TableName):
            raise FormulaError(
                "progresif(…) perlu tabel, misalnya progresif(tabel.pasal_17; pkp)", at=first.at
            )
        table, version = self._table(first.name, first.at)
        if (
            len(table.keys) != 1
            or table.keys[0][1] is not KeyMatch.MULAI
            or table.value_kind is not Kind.ANGKA
        ):
            raise FormulaError(
                f"tabel.{first.name} harus berkunci satu 'mulai' dengan nilai tarif", at=first.at
            )
        if len(version.rows) > MOST_STEPS:
            raise FormulaError(f"tabel.{first.name} punya lebih dari {MOST_STEPS} lapisan", at=first.at)
        base = self._numeric(second, "progresif(…)")
        if base.divisor is not None:
            raise FormulaError("bulatkan dasarnya dulu", at=second.at)
        build = self.builder
        edges = [number_from(row.keys[0]) for row in version.rows]
        rates = [row.value for row in version.rows]
        scale = math.lcm(base.denominator, *(edge.denominator for edge in edges))
        per = math.lcm(*(rate.denominator for rate in rates if isinstance(rate, Fraction)))
        amount = self._scaled(base, scale, None)
        sum_ = build.const(0)
        for place, (edge, rate) in enumerate(zip(edges, rates, strict=True)):
            assert isinstance(rate, Fraction)
            over = build.subtract(amount, build.const(int(edge * scale)))
            part = build.maximum(over, build.const(0))
            if place + 1 < len(edges):
                part = build.minimum(part, build.const(int((edges[place + 1] - edge) * scale)))
            sum_ = build.add(sum_, build.multiply(part, build.const(int(rate * per))))
        return Value(base.kind, sum_, scale * per)

    def _between(self, tree: Call) -> Value:
        nodes = []
        for argument in tree.arguments:
            value = self._as_date(argument, self.of(argument))
            if value.kind is not Kind.TANGGAL:
                raise FormulaError(
                    f"{tree.function}(…) perlu tanggal, bukan {KIND_WORDS[value.kind]}", at=argument.at
                )
            nodes.append(value.node)
        if tree.function == "hari_antara":
            return Value(Kind.ANGKA, self.builder.subtract(nodes[1], nodes[0]))
        months = self.builder.months(nodes[0], nodes[1])
        if tree.function == "umur":
            months = self.builder.floor_divide(months, self.builder.const(12))
        return Value(Kind.ANGKA, months)

    def _earlier(self, tree: Call) -> Value:
        argument = tree.arguments[0]
        assert tree.function in EARLIER
        if not isinstance(argument, Name):
            raise FormulaError(
                f"{tree.function}(…) perlu nama aturan, misalnya {tree.function}(pph)", at=argument.at
            )
        try:
            return self.scope.earlier_payment(tree.function, argument.name)
        except KeyError:
            raise FormulaError(
                f"aturan '{argument.name}' tidak ada",
                at=argument.at,
                hint=did_you_mean(argument.name, self.scope.known_names("aturan")),
            ) from None

    # --- tables

    def _table(self, name: str, at: int) -> tuple[Table, TableVersion]:
        try:
            return self.scope.table_in_force(name)
        except KeyError:
            raise FormulaError(
                f"tabel '{name}' tidak ada atau belum berlaku pada tanggal ini",
                at=at,
                hint=did_you_mean(name, self.scope.known_names("tabel")),
            ) from None

    def _lookup(self, tree: Lookup) -> Value:
        table, version = self._table(tree.table, tree.at)
        if len(tree.keys) != len(table.keys):
            names = "; ".join(name for name, _ in table.keys)
            raise FormulaError(
                f"tabel.{tree.table} berkunci {len(table.keys)} ({names}), bukan {len(tree.keys)}", at=tree.at
            )
        keys: list[Ir] = []
        values: list[Value] = []
        for part, (name, match) in zip(tree.keys, table.keys, strict=True):
            value = self.of(part)
            if value.kind is Kind.YA or value.kind is Kind.TANGGAL or value.divisor is not None:
                raise FormulaError(
                    f"kunci '{name}' harus pilihan atau angka bulat; bulatkan dulu", at=part.at
                )
            if value.kind is Kind.PILIHAN and match is not KeyMatch.SAMA:
                raise FormulaError(f"kunci '{name}' berupa rentang angka, bukan pilihan", at=part.at)
            if value.node.wide:
                raise FormulaError(
                    f"kunci '{name}' bisa melebihi 64 bit; persempit batas faktanya", at=part.at
                )
            values.append(value)
            keys.append(value.node)
        plan = plan_for(table, version, values, tree, self.scope.codebook, self.plans)
        node = self.builder.lookup(plan, tuple(keys))
        choices: tuple[str, ...] = ()
        if table.value_kind is Kind.PILIHAN:
            choices = tuple(dict.fromkeys(str(row.value) for one in table.versions for row in one.rows))
        return Value(table.value_kind, node, plan.denominator, choices=choices)
