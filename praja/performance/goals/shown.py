"""The cascade as lines of a tree."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from praja.performance.goals.queries import Cascade, Promise
from praja.performance.measuring import target_said
from praja.web.addresses import addresses
from praja.web.trees import Branch

DEEPEST = 12
"""Levels shown; a government has at most eight."""


def goal_tree(whole: Cascade) -> list[Branch]:
    """Return the goals with the results that carry them, and those that serve these."""
    uncarried = {goal.pk for goal in whole.uncarried}
    rows = []
    for goal, promises in whole.goals:
        alone = goal.pk in uncarried
        address = reverse("performance:goals", args=[goal.unit_id, goal.year])
        branch = Branch(goal.text, address, goal.get_kind_display(), open=True)
        if alone:
            branch.chip, branch.state = _("belum ada yang mengemban"), "warn"
        branch.children = promise_tree(promises)
        rows.append(branch)
    return rows


def promise_tree(promises: Iterable[Promise], depth: int = 0) -> list[Branch]:
    """Return results of people as lines of a tree."""
    return [_branch(promise, depth) for promise in promises] if depth < DEEPEST else []


def _branch(promise: Promise, depth: int) -> Branch:
    said = [f"{promise.person.name}, {promise.position}" if promise.position else promise.person.name]
    said += [
        f"{one.text}: {target}" if (target := target_said(one)) else one.text
        for one in promise.indicators[:2]
    ]
    more = len(promise.indicators) - 2
    if more > 0:
        said.append(_("dan %(count)s indikator lagi") % {"count": more})
    branch = Branch(promise.text, addresses("performance:skp")(promise.skp), " · ".join(said))
    if not promise.agreed:
        branch.chip, branch.state = _("belum disepakati"), "warn"
    branch.children = promise_tree(promise.below, depth + 1)
    branch.open = depth < 1
    return branch
