"""How the members of a team stand to a review: who may say something, who did, and what most say."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from praja.performance.enums import JabatanTim, PutusanTim
from praja.performance.models import Opinion, Review, TeamMember
from praja.performance.team.conflicts import Conflicts


@dataclasses.dataclass(frozen=True, slots=True)
class Votes:
    """How many say what, of those who need not stay out."""

    members: tuple[TeamMember, ...]
    """Who may say something."""
    confirming: int
    returning: int

    @property
    def entitled(self) -> int:
        """How many may say something."""
        return len(self.members)

    @property
    def said(self) -> int:
        """How many did."""
        return self.confirming + self.returning

    @property
    def needed(self) -> int:
        """How many must have, at least: more than half."""
        return self.entitled // 2 + 1

    @property
    def quorate(self) -> bool:
        """Whether enough did."""
        return self.said >= self.needed

    @property
    def tied(self) -> bool:
        """Whether as many say one as the other."""
        return self.confirming == self.returning

    def allows(self, decision: str) -> bool:
        """Tell whether a decision is what most say, or one of two that as many are for."""
        if decision == PutusanTim.KUKUH:
            return self.confirming >= self.returning
        return self.returning >= self.confirming


def votes_of(review: Review, members: Sequence[TeamMember], conflicts: Conflicts) -> Votes:
    """Return how the members of a team stand to a review, in one query."""
    entitled = {one.pk: one for one in members if not conflicts.of(one, review)}
    choices = list(
        Opinion.objects.filter(review=review, member__in=entitled, digantikan__isnull=True).values_list(
            "choice", flat=True
        )
    )
    return Votes(tuple(entitled.values()), choices.count(PutusanTim.KUKUH), choices.count(PutusanTim.KEMBALI))


_FIRST = {JabatanTim.KETUA: 0, JabatanTim.SEKRETARIS: 1, JabatanTim.ANGGOTA: 2}


def entitled_to_record(members: Sequence[TeamMember], votes: Votes) -> TeamMember | None:
    """Return who records a decision: the chair, else the secretary; where both stay out, any other member."""
    return min(votes.members, key=lambda one: (_FIRST[JabatanTim(one.office)], str(one.pk)), default=None)
