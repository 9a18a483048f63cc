"""The accounts that pay is booked to, usual ones and those that a government has chosen, with their lines."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar
from praja.payroll.models import AccountChoice, PackInUse, RunAccount
from praja.payroll.outputs.recap import INCOME, Accounts, accounts
from praja.payroll.programs import NATIONAL, law_of, pack_of, programs_for
from praja.payroll.slip.lines import title_of
from praja.rules.errors import LawError
from praja.rules.program import Program
from praja.rules.schema import Rule

STATUSES: Final = {
    "pns": gettext_lazy("PNS dan CPNS"),
    "pppk": gettext_lazy("PPPK"),
    "pppk_paruh_waktu": gettext_lazy("PPPK paruh waktu"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Booked:
    """To which account a line of a list is booked for people of a status; no code where none is known."""

    rule: str
    title: str
    pay_list: str
    status: str
    code: str
    name: str
    verified: bool
    choice: AccountChoice | None
    lacked: bool
    """Whether money was booked by it already although it has no account."""

    @property
    def state(self) -> tuple[str, str]:
        """The state in a word or two, and how it looks."""
        if self.choice is not None:
            return _("dipilih"), "ok"
        if not self.code:
            return _("belum ada akun"), "bad" if self.lacked else ""
        return (_("sudah diperiksa"), "ok") if self.verified else (_("belum diperiksa"), "warn")

    @property
    def list_name(self) -> str:
        """The list that it stands on, in words."""
        return str(JenisDaftar(self.pay_list).label)

    @property
    def status_name(self) -> str:
        """The status in words."""
        return str(STATUSES[self.status])


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """All accounts that somebody books pay to."""

    titles: dict[str, str]
    """By code, in the order of the codes."""
    rules: dict[str, set[str]]

    def components(self, account: str) -> dict[str, str]:
        """Return the rules that are booked to an account, with their titles."""
        named = {rule: component_title(rule) for rule in self.rules.get(account, ())}
        return dict(sorted(named.items(), key=lambda one: one[1]))


def chart() -> Chart:
    """Return the usual accounts and those that any government has chosen, in one query."""
    rows = [(code, title, rule) for (rule, _status), (code, title, _checked) in accounts().items()]
    rows += [(one.account, one.title, one.rule) for one in standing_choices()]
    rules: dict[str, set[str]] = defaultdict(set)
    for code, _title, rule in rows:
        rules[code].add(rule)
    return Chart({code: title for code, title, _rule in sorted(rows)}, rules)


def standing_choices(government: uuid.UUID | None = None) -> list[AccountChoice]:
    """Return the choices that stand, of one government or of all."""
    rows = AccountChoice.objects.filter(digantikan__isnull=True)
    return list(rows.filter(government=government) if government else rows)


def chosen_by(government: uuid.UUID) -> Accounts:
    """Return the accounts that a government has chosen, as `recap.booked` takes them."""
    return {(one.rule, one.status): (one.account, one.title, True) for one in standing_choices(government)}


def lines_booked(government: Unit, day: datetime.date) -> list[Booked]:
    """Return every line of income of a government's lists with its account, those that lack one first."""
    usual = accounts()
    chosen = {(one.rule, one.status): one for one in standing_choices(government.pk)}
    without = RunAccount.objects.filter(run__government=government.pk, account="").order_by()
    lacking = set(without.values_list("rule", flat=True).distinct())
    rules: dict[str, tuple[str, str]] = {}
    for pay_list in JenisDaftar.values:
        for program in _programs(pack_of(government, day), pay_list, day.replace(day=1)):
            for one in (one for group in INCOME for one in program.selection.members(group)):
                rules.setdefault(one.rule.name, (title_of(one.rule), pay_list))
    found = []
    for name, (title, pay_list) in rules.items():
        for status in STATUSES:
            choice = chosen.get((name, status))
            code, called, verified = (
                (choice.account, choice.title, True) if choice else usual.get((name, status), ("", "", False))
            )
            lacked = not code and name in lacking
            found.append(Booked(name, title, pay_list, status, code, called, verified, choice, lacked))
    order = list(STATUSES)
    return sorted(
        found, key=lambda one: (not one.lacked, bool(one.code), order.index(one.status), one.code, one.title)
    )


def _programs(pack: str, pay_list: str, month: datetime.date) -> list[Program]:
    """Return the program of a list; nothing where the law has no such list in that month."""
    try:
        return list(programs_for(pack, pay_list, month, month).values())
    except LawError:
        return []


def component_title(rule: str) -> str:
    """Return what a rule is called in the national law, or in a pack by which somebody pays."""
    layers = law_of(NATIONAL).rules.get(rule) or _in_a_pack(rule)
    return title_of(layers[0]) if layers else rule


def _in_a_pack(rule: str) -> Sequence[Rule]:
    packs = PackInUse.objects.known().order_by("pack").values_list("pack", flat=True).distinct()
    for pack in packs:
        try:
            if layers := law_of(pack).rules.get(rule):
                return layers
        except LawError:
            continue
    return ()


def unchecked() -> set[str]:
    """Return the codes of accounts that were written from memory and that nobody has verified."""
    return {code for code, _title, verified in accounts().values() if not verified}
