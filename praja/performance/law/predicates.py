"""Predicates, the codes of BKN's SIASN, the scores of former rules, and the time to object."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from decimal import Decimal

from praja.performance.law.asking import NATIONAL, RatingUnknown, asked, number, program, word
from praja.performance.law.sentences import Sentence
from praja.performance.law.skp import limits_of

LATEST = datetime.date(2100, 1, 1)
"""After every text: the codes as they are known now."""


def predicate(result: str, behaviour: str, on: datetime.date, pack: str = NATIONAL) -> str:
    """Return the predicate by the ratings of results and behaviour (PermenPANRB 6/2022, three by three).

    Ratings are `di_bawah`, `sesuai`, `di_atas`; predicates `sangat_baik`, `baik`, `butuh_perbaikan`,
    `kurang`, `sangat_kurang`.

    :raises RatingUnknown: if a rating is not one of the law
    """
    facts = {"hasil_kerja": result, "perilaku_kerja": behaviour}
    return word(asked("predikat", "predikat_pegawai", facts, on, pack))


_CODES: Mapping[str, tuple[str, str]] = {
    "rating": ("kode_siasn_hasil_kerja", "hasil_kerja"),
    "periodik": ("kode_siasn_periodik", "jenis_periode"),
}


def siasn_code(kind: str, value: str, on: datetime.date = LATEST) -> int:
    """Return the code by which BKN's SIASN names a value: the better, the smaller.

    :param kind: `rating` (of results or behaviour), `kuadran` (a predicate) or `periodik` (`bulanan`,
        `triwulanan`)
    :raises RatingUnknown: if SIASN has no code for it
    """
    codes = _codes(kind, on.replace(day=1))
    if value not in codes:
        raise RatingUnknown(
            Sentence(
                f"SIASN tidak mempunyai kode {kind} untuk '{value[:40]}'.",
                f"SIASN has no code of {kind} for '{value[:40]}'.",
            )
        )
    return codes[value]


def siasn_value(kind: str, code: int, on: datetime.date = LATEST) -> str:
    """Return the value that a code of SIASN stands for: `siasn_code` backwards.

    :raises RatingUnknown: if SIASN has no such code
    """
    for value, known in _codes(kind, on.replace(day=1)).items():
        if known == code:
            return value
    raise RatingUnknown(
        Sentence(
            f"Kode {kind} {code} tidak dikenal SIASN.", f"SIASN does not know the code {code} of {kind}."
        )
    )


@functools.lru_cache(maxsize=64)
def _codes(kind: str, on: datetime.date) -> Mapping[str, int]:
    """Return the codes of SIASN by value."""
    if kind == "kuadran":
        _, version = program(NATIONAL, on, "predikat").selection.tables["kode_siasn_kuadran"]
        return {row.keys[0]: int(row.value) for row in version.rows}
    if kind not in _CODES:
        raise RatingUnknown(
            Sentence(
                f"SIASN tidak mempunyai kode bernama '{kind[:40]}'.",
                f"SIASN has no codes named '{kind[:40]}'.",
            )
        )
    rule, fact = _CODES[kind]
    choices = limits_of(NATIONAL)[fact].choices
    found = {choice: asked("predikat", rule, {fact: choice}, on, NATIONAL) for choice in choices}
    return {choice: int(code) for choice, code in found.items() if isinstance(code, int) and code}


def final_score(
    skp: Decimal,
    behaviour: Decimal,
    *,
    peers: bool,
    idea: bool = False,
    on: datetime.date,
    pack: str = NATIONAL,
) -> tuple[Decimal, str]:
    """Return the final score and its predicate under the former rules (PP 46/2011, PP 30/2019 Art. 41).

    :param peers: whether peers and subordinates rated the behaviour as well: 60/40, or else 70/30
    :param idea: whether a new idea or method was of use, without which 110 and more stays `baik`
    :raises RatingUnknown: if a score is out of bounds
    """
    facts = _final_facts(skp, behaviour, peers=peers, idea=idea)
    score = number(asked("nilai_lama", "nilai_akhir", facts, on, pack))
    return score, word(asked("nilai_lama", "predikat_nilai_akhir", facts, on, pack))


def final_predicate(
    skp: Decimal,
    behaviour: Decimal,
    *,
    peers: bool,
    idea: bool = False,
    on: datetime.date,
    pack: str = NATIONAL,
) -> str:
    """Return the predicate of a final score by its present name: `cukup` is `butuh_perbaikan` by now.

    :raises RatingUnknown: as `final_score`
    """
    facts = _final_facts(skp, behaviour, peers=peers, idea=idea)
    return word(asked("nilai_lama", "predikat_setara", facts, on, pack))


def final_told(
    skp: Decimal,
    behaviour: Decimal,
    *,
    peers: bool,
    idea: bool = False,
    on: datetime.date,
    pack: str = NATIONAL,
    lang: str = "id",
) -> str:
    """Return how a final score and its predicate were reckoned, as `final_score`, in lines of text.

    :raises RatingUnknown: if the law has no such pack, or no rules for that month
    """
    wanted = ("nilai_akhir", "predikat_setara")
    facts = _final_facts(skp, behaviour, peers=peers, idea=idea)
    return program(pack, on, "nilai_lama", *wanted).explain(facts).text(lang)


def _final_facts(skp: Decimal, behaviour: Decimal, *, peers: bool, idea: bool) -> dict[str, object]:
    return {"nilai_skp": skp, "skor_perilaku": behaviour, "perilaku_dinilai_rekan": peers, "ide_baru": idea}


def objection_deadline(delivered: datetime.date, on: datetime.date, pack: str = NATIONAL) -> datetime.date:
    """Return the last day on which somebody may object to a rating that was delivered on a day."""
    days = asked("keberatan", "tenggang_keberatan", {}, on, pack)
    return delivered + datetime.timedelta(days=int(number(days)))
