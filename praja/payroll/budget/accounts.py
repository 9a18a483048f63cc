"""The accounts that pay is booked to, and the components of each."""

from __future__ import annotations

from praja.payroll.outputs.recap import accounts
from praja.payroll.programs import NATIONAL, law_of
from praja.payroll.slip.lines import title_of


def account_titles() -> dict[str, str]:
    """Return the accounts that are booked to, by code, in the order of the codes."""
    return dict(sorted({code: title for code, title, _checked in accounts().values()}.items()))


def components_of(account: str) -> dict[str, str]:
    """Return the rules that are booked to an account, with their titles."""
    return {
        rule: component_title(rule)
        for (rule, _status), (code, *_rest) in accounts().items()
        if code == account
    }


def component_title(rule: str) -> str:
    """Return what a rule is called in the national law; its name where only a pack has it."""
    layers = law_of(NATIONAL).rules.get(rule)
    return title_of(layers[0]) if layers else rule
