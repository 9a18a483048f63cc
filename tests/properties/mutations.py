"""Formulas bent out of shape: most are no longer law, and the others must still be read rightly."""

from __future__ import annotations

import dataclasses
import re

from praja.rules.language.parse import FUNCTIONS, KEYWORDS
from praja.rules.schema import Law
from tests.properties.dice import Dice
from tests.properties.formulas import NUMBER_LITERALS, RUPIAH_LITERALS
from tests.properties.worlds import World

TOKEN = re.compile(r"Rp[0-9.]*[0-9]|[0-9]+(?:,[0-9]+)?%?|[a-z_][a-z0-9_]*|'[^']*'|<=|>=|<>|\S")
SIGNS = ("+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "(", ")", "[", "]", ";", ".", "%", ",")


def tokens(text: str) -> list[str]:
    """Return the words and signs of a formula."""
    return TOKEN.findall(text)


def vocabulary(law: Law) -> tuple[str, ...]:
    """Return every word that a formula of this law could hold, and some that none could."""
    return (
        *law.facts,
        *law.rules,
        *(f"tabel.{name}[0]" for name in law.tables),
        *(f"kelompok.{name}" for name in law.groups),
        "awal_bulan", "tanggal_bayar", "ya", "tidak", "tidak_ada_nama", "'a'", "'2026-03-01'", "'2026-02-30'",
        *RUPIAH_LITERALS, *NUMBER_LITERALS, *KEYWORDS, *(f"{name}(" for name in FUNCTIONS), *SIGNS,
    )  # fmt: skip


def alike(word: str, law: Law) -> tuple[str, ...]:
    """Return words that may stand where `word` stands, whether they mean anything there or not."""
    classes: tuple[tuple[str, ...], ...] = (
        (*law.facts, *law.rules, "awal_bulan", "tanggal_bayar", "ya", "tidak"),
        (*RUPIAH_LITERALS, *NUMBER_LITERALS, *law.facts, *law.rules),
        ("+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "dan", "atau"),
        ("'a'", "'b'", "'tidak_ada'", "'2026-03-01'", "'2026-02-30'", "'0001-01-01'"),
        tuple(FUNCTIONS),
    )
    return next((words for words in classes if word in words), ())


def bent(dice: Dice, text: str, law: Law) -> str:
    """Return the formula with one to three words changed, left out, doubled, swapped or added."""
    words = tokens(text)
    for _ in range(1 + dice.upto(2)):
        place = dice.upto(len(words) - 1) if words else 0
        match dice.upto(12):
            case 0 | 1:
                words[place : place + 1] = [dice.pick(vocabulary(law))]
            case 6 | 7 | 8 | 9 | 10 | 11 | 12 if words and (others := alike(words[place], law)):
                words[place] = dice.pick(others)
            case 2:
                words[place : place + 1] = []
            case 3:
                words.insert(place, dice.pick(vocabulary(law)))
            case 4:
                words[place:place] = words[place : place + 1]
            case 5 if words:
                other = dice.upto(len(words) - 1)
                words[place], words[other] = words[other], words[place]
    return " ".join(words)


def bent_world(dice: Dice, world: World) -> tuple[World, str]:
    """Return the world with one formula or guard bent, and the name of its rule."""
    name = dice.pick(list(world.law.rules))
    (rule,) = world.law.rules[name]
    (version,) = rule.versions
    if version.guard is not None and dice.one_in(3):
        version = dataclasses.replace(version, guard=bent(dice, version.guard, world.law))
    else:
        version = dataclasses.replace(version, formula=bent(dice, version.formula or "", world.law))
    changed = dataclasses.replace(rule, versions=(version,))
    law = dataclasses.replace(world.law, rules={**world.law.rules, name: (changed,)})
    return World(law, world.outputs), name
