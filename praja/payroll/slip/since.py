"""What changed on a slip since the month before, a sentence a line, with the cause.

The cause is looked for where the amount came from: among the facts that the line's formula reads and that
differ between the two months, those are told without which the line would be what it was; and the rules
whose text differs. Pure: no database, no clock.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from praja.payroll.slip.lines import Amounts, Line, Section, language, sections_of, title_of
from praja.payroll.slip.why import Origins
from praja.rules.given import Amount, Person
from praja.rules.phrases import Phrases
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind
from praja.rules.show import show_rupiah
from praja.rules.written import day_from, number_from
from praja.web.words import rupiah, tanggal

MOST_CAUSES = 3


@dataclasses.dataclass(frozen=True)
class Month:
    """A slip of one month: the program and the facts it was computed from, and what it came to."""

    program: Program
    facts: Person
    amounts: Amounts
    origins: Origins = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One line that differs, told in a sentence."""

    line: Line
    sentence: str
    follows: bool
    """Whether it only follows an earlier line, which tells the cause."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Cause:
    """Something that differs between the months and that formulas read, in words."""

    key: str
    words: str
    origin: str = ""
    value: Amount = None
    """What a fact came to; where the line is just that, the fact need not be told again."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Read:
    """All that the formula of a line reads, however deep."""

    rules: frozenset[str]
    inputs: frozenset[str]
    tables: frozenset[str]


def since(now: Month, before: Month) -> list[Change]:
    """Return what changed from one month to the next, a sentence for each line, in the order of the slip.

    A line that only follows an earlier one (an allowance that is a part of the basic salary) says so. Of a
    slip that could not be computed in either month, nothing is told.
    """
    if not now.amounts or not before.amounts:
        return []
    changed = _changed_lines(sections_of(now.program.selection, now.amounts, before.amounts))
    reads = {line.name: _read_by(now.program, line.name) for line in changed}
    read_by_some = frozenset[str]().union(*(read.inputs for read in reads.values()))
    inputs = {key: cause for key, cause in _changed_inputs(now, before).items() if key in read_by_some}
    reverted = {key: _reverted(now, before, key) for key in inputs}
    law = _changed_law(now, before, reads)
    old_law = before.program.run_one(now.facts).amounts if law else {}
    causes: dict[str, tuple[str, ...]] = {}
    told: list[Change] = []
    cited: set[str] = set()
    for line in changed:
        read = reads[line.name]
        found = [cause for key, cause in inputs.items() if key in read.inputs]
        real = [cause for cause in found if _moves(line.name, reverted[cause.key], now.amounts)]
        texts = []
        if law and _moves(line.name, old_law, now.amounts):
            texts = [_Cause(key, words) for key, words in law.items() if key in read.rules | read.tables]
        because = [*texts, *(real or ([] if texts else found))]
        keys = tuple(cause.key for cause in because)
        leads = [
            one for one in told if keys and causes[one.line.name] == keys and one.line.name in read.rules
        ]
        causes[line.name] = keys
        sentence = _sentence(line, because, leads[0].line if leads else None, cited)
        told.append(Change(line, sentence, bool(leads)))
    return told


def _changed_lines(sections: Sequence[Section]) -> list[Line]:
    """Return the lines that differ, each once: what is earned and cut again is told where it is cut."""
    lines = {
        line.name: line
        for section in sections
        for line in section.lines
        if section.total is not None and line.changed
    }
    return list(lines.values())


def _moves(name: str, other: Mapping[str, Amount], amounts: Amounts) -> bool:
    """Tell whether a line comes to something else there; what became unknown moves, too."""
    return other.get(name) != amounts.get(name)


def _reverted(now: Month, before: Month, key: str) -> Mapping[str, Amount]:
    """Return the amounts of now if one input were what it was before."""
    return now.program.run_one({**now.facts, key: before.facts.get(key)}).amounts


# --- what a line reads


def _read_by(program: Program, name: str) -> _Read:
    selection, facts = program.selection, program.lowering.facts
    rules: set[str] = set()
    inputs: set[str] = set()
    tables: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in rules or one not in selection.rules:
            continue
        rules.add(one)
        mentioned = selection.mentions_of(one)
        for other in mentioned.names:
            if other in facts:
                grain = facts[other].grain
                inputs.add(other if grain is Grain.ORANG else grain.value)
            else:
                waiting.append(other)
        waiting += [member.rule.name for group in mentioned.groups for member in selection.members(group)]
        inputs.update(mentioned.earlier)
        tables.update(f"tabel.{table}" for table in mentioned.tables)
    return _Read(frozenset(rules), frozenset(inputs), frozenset(tables))


# --- what differs


def _changed_inputs(now: Month, before: Month) -> dict[str, _Cause]:
    """Return what differs of the facts, of the finer rows, and of what was paid earlier, by name."""
    found: dict[str, _Cause] = {}
    finer: dict[Grain, None] = {}
    for fact in now.program.facts:
        if fact.grain is not Grain.ORANG:
            finer[fact.grain] = None
            continue
        new, old = (value_of(fact, month.facts.get(fact.name)) for month in (now, before))
        if new != old:
            found[fact.name] = _fact_cause(fact, old, new, now.origins)
    for grain in finer:
        names = [fact.name for fact in now.program.facts if fact.grain is grain]
        new_rows, old_rows = (_rows(month.facts, grain, names) for month in (now, before))
        if new_rows != old_rows:
            words = _rows_words(grain, len(old_rows), len(new_rows))
            found[grain.value] = _Cause(grain.value, words, _origin_words(grain.value, now.origins))
    for column in now.program.earlier:
        new_paid, old_paid = now.facts.get(column) or 0, before.facts.get(column) or 0
        if new_paid != old_paid:
            found[column] = _Cause(column, _paid_words(column, old_paid, new_paid, now.program))
    return found


def value_of(fact: Fact, given: Any) -> Amount:
    """Return what was given of a fact, or its default, as a value; none where it is unknown or unreadable."""
    if given is None or (isinstance(given, str) and not given.strip()):
        given = fact.default
    if not isinstance(given, str):
        number = isinstance(given, (int, decimal.Decimal)) and not isinstance(given, bool)
        return Fraction(given) if number else given
    try:
        match fact.kind:
            case Kind.YA:
                return given == "ya"
            case Kind.PILIHAN:
                return given
            case Kind.TANGGAL:
                return day_from(given)
        return number_from(given)
    except ValueError:
        return None


def _rows(facts: Person, grain: Grain, names: Sequence[str]) -> list[dict[str, str]]:
    rows = facts.get(grain.value) or []
    return sorted(
        ({name: str(row.get(name)) for name in names} for row in rows), key=lambda row: list(row.values())
    )


def _fact_cause(fact: Fact, old: Amount, new: Amount, origins: Origins) -> _Cause:
    title = _lower(title_of(fact))
    words = Phrases.of(language())
    shown = [
        _("kosong") if value is None else words.amount(value, fact.unit, fact.kind, title)
        for value in (old, new)
    ]
    if fact.kind is Kind.TANGGAL:
        shown = [tanggal(value) if isinstance(value, datetime.date) else _("kosong") for value in (old, new)]
    told = _("%(fact)s berubah dari %(old)s menjadi %(new)s") % {
        "fact": title,
        "old": shown[0],
        "new": shown[1],
    }
    return _Cause(fact.name, told, _origin_words(fact.name, origins), new)


def _origin_words(name: str, origins: Origins) -> str:
    said = (origin.words for origin in origins.get(name, ()) if origin.words)
    return "; ".join(dict.fromkeys(said))


def _rows_words(grain: Grain, old: int, new: int) -> str:
    name = Phrases.of(language()).grains[grain]
    if old == new:
        return _("rincian %(rows)s berubah") % {"rows": name}
    values = {"rows": name, "old": old, "new": new}
    return _("rincian %(rows)s berubah dari %(old)s menjadi %(new)s baris") % values


def _paid_words(column: str, old: int, new: int, program: Program) -> str:
    function, _open, rest = column.partition("(")
    rule = program.selection.rules.get(rest.removesuffix(")"))
    title = _lower(title_of(rule.rule)) if rule else rest.removesuffix(")")
    values = {"title": title, "old": show_rupiah(old, language()), "new": show_rupiah(new, language())}
    if function == "bulan_ini":
        return (
            _("yang lebih dahulu dibayar bulan ini untuk %(title)s berubah dari %(old)s menjadi %(new)s")
            % values
        )
    if function == "tahun_ini":
        return _("yang sudah dibayar tahun ini untuk %(title)s menjadi %(new)s") % values
    return _("jumlah bulan dasar untuk %(title)s menjadi %(new)s") % values


def _changed_law(now: Month, before: Month, reads: Mapping[str, _Read]) -> dict[str, str]:
    """Return the rules and tables that the lines read and whose text in force differs: words by name."""
    found: dict[str, str] = {}
    new, old = now.program.selection, before.program.selection
    words = Phrases.of(language())
    for name in sorted({name for read in reads.values() for name in read.rules}):
        mine, then = new.rules[name], old.rules.get(name)
        if mine.version is None or mine.text is (then.text if then else None):
            continue
        before_text = (then.text.formula, then.text.guard) if then else None
        if before_text != (mine.text.formula, mine.text.guard):
            found[name] = _("aturan %(title)s berubah (%(source)s)") % {
                "title": _lower(title_of(mine.rule)),
                "source": words.source_line(mine.text.sources, mine.text.starts, mine.text.status),
            }
        for table in new.mentions_of(name).tables:
            tables, olds = new.tables_for(mine.rule), old.tables_for(mine.rule)
            if table not in tables:
                continue
            version = tables[table][1]
            if table not in olds or olds[table][1].rows != version.rows:
                found[f"tabel.{table}"] = _("%(title)s berubah (%(source)s)") % {
                    "title": _lower(title_of(tables[table][0])),
                    "source": words.source_line(version.sources, version.starts, version.status),
                }
    return found


# --- in words


def _sentence(line: Line, causes: Sequence[_Cause], lead: Line | None, cited: set[str]) -> str:
    """Return one line's change in a sentence; a record in `cited` was named by an earlier one."""
    new, old = int(line.amount or 0), int(line.before or 0)
    values = {
        "line": line.title,
        "by": rupiah(abs(new - old)),
        "old": rupiah(old),
        "new": rupiah(new),
    }
    if not old:
        told = _("%(line)s %(new)s, sebelumnya tidak ada") % values
    elif not new:
        told = _("%(line)s tidak ada lagi, sebelumnya %(old)s") % values
    elif new > old:
        told = _("%(line)s naik %(by)s") % values
    else:
        told = _("%(line)s turun %(by)s") % values
    if lead is not None:
        return _("%(told)s, mengikuti %(lead)s.") % {"told": told, "lead": _lower(lead.title)}
    if not causes:
        return _("%(told)s karena dihitung menurut tanggal bulan ini.") % {"told": told}
    if len(causes) == 1 and causes[0].value == new:
        return f"{told}{_cited(causes[0], cited)}."
    because = [cause.words + _cited(cause, cited) for cause in causes[:MOST_CAUSES]]
    if len(causes) > MOST_CAUSES:
        because.append(_("%(number)s sebab lain") % {"number": len(causes) - MOST_CAUSES})
    joined = because[0] if len(because) == 1 else f" {_('dan')} ".join([", ".join(because[:-1]), because[-1]])
    return _("%(told)s karena %(because)s.") % {"told": told, "because": joined}


def _cited(cause: _Cause, cited: set[str]) -> str:
    """Return the record that a cause came from, in brackets, the first time that it is named."""
    if not cause.origin or cause.origin in cited:
        return ""
    cited.add(cause.origin)
    return f" ({cause.origin})"


def _lower(title: str) -> str:
    """Return a title as it stands within a sentence: a first word in capitals stays as it is."""
    first = title.split(" ", 1)[0]
    return title if first[1:] != first[1:].lower() else title[:1].lower() + title[1:]
