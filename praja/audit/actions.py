"""Adding events. Every action of every app calls `record` inside its own transaction."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise

from praja.audit.context import current_request
from praja.audit.models import Event
from praja.audit.registry import Hooks
from praja.audit.verify import canonical

SYSTEM = "Praja"
VIEWED = "audit.viewed"
QUIET = datetime.timedelta(hours=1)
"""Looking at the same part of the same record again within this is not told again."""

heard: Hooks[Callable[[Event, Sequence[uuid.UUID]], None]] = Hooks()
"""Called with each new event and the people whose records it concerns, inside the same transaction."""


def record(
    *,
    kind: str,
    by: Any,
    target: Any = None,
    target_kind: str = "",
    person: uuid.UUID | None = None,
    unit: uuid.UUID | None = None,
    on: datetime.date | None = None,
    before: Any = None,
    after: Any = None,
    people: Iterable[uuid.UUID] = (),
    reason: str = "",
) -> Event:
    """Add one event; it is kept if and only if the transaction that it is called in is.

    :param kind: what happened, as `app.verb`
    :param by: the account that did it; None for the system itself
    :param target: the object (a model), or its id together with `target_kind`
    :param person: the person whose record it concerns, who may see it
    :param before: what was there, as JSON holds it (days, decimals and ids become text); secrets and NIK
        never
    :param people: where it concerns the records of several, all of them, each of whom may see it
    """
    event = _add(
        kind=kind,
        by=by,
        target=target,
        target_kind=target_kind,
        person=person,
        unit=unit,
        on=on,
        before=before,
        after=after,
        reason=reason,
    )
    _told(event, _concerning(event, people) if person is None else [person])
    return event


def record_bulk(
    *,
    kind: str,
    by: Any,
    rows: Iterable[Mapping[str, Any]],
    unit: uuid.UUID | None = None,
    on: datetime.date | None = None,
    target: Any = None,
    target_kind: str = "",
    after: Mapping[str, Any] | None = None,
    people: Iterable[uuid.UUID] = (),
    reason: str = "",
) -> Event:
    """Add one event for one set-based write: how many rows, and a digest by which they can be recognised.

    :param rows: what was written, each row with what identifies it; the digest depends on their order
    :param after: what else should be told of it, beside `jumlah` and `sidik`
    :param people: those whose records it concerns, each of whom may see it
    """
    count, digest = digest_of(rows)
    event = _add(
        kind=kind,
        by=by,
        target=target,
        target_kind=target_kind,
        unit=unit,
        on=on,
        after={**(after or {}), "jumlah": count, "sidik": digest},
        reason=reason,
    )
    _told(event, _concerning(event, people))
    return event


def _concerning(event: Event, people: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Write whose records an event concerns, and return them."""
    concerned = list(set(people))
    if concerned:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_eventperson (event_id, person_id) SELECT %s, unnest(%s::uuid[])",
                [event.pk, concerned],
            )
    return concerned


def digest_of(rows: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    """Return the number of rows and the SHA-256 of their canonical JSON, one line a row."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(canonical(plain(row)) + b"\n")
        count += 1
    return count, digest.hexdigest()


def viewed(person: Any, by: Any, what: str) -> None:
    """Record that `by` looked at a part (`what`) of another's record: at most once an hour, by one query.

    Looking at one's own record is nothing to tell; `by` is then the person's account.

    :param person: the person, or their id
    :param what: which part; its words stand in `praja.audit.words.parts`
    """
    if getattr(by, "pk", None) is None or getattr(person, "account_id", None) == by.pk:
        return
    person_id = getattr(person, "pk", person)
    where = current_request()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_event
                (id, at, actor_id, actor_name, kind, target_kind, target_id, person_id, after, reason,
                address, request_id)
            SELECT %(id)s, STATEMENT_TIMESTAMP(), %(by)s, %(name)s, %(kind)s, 'people.person', %(target)s,
            %(person)s, %(after)s::jsonb, '', %(address)s::inet, %(request)s WHERE NOT EXISTS ( SELECT 1
            FROM audit_event WHERE person_id = %(person)s AND at > %(since)s AND
            actor_id = %(by)s AND kind = %(kind)s AND after ->> 'bagian' = %(what)s )
            """,
            {
                "id": uuid.uuid4(),
                "by": by.pk,
                "name": _actor(by),
                "kind": VIEWED,
                "target": str(person_id),
                "person": person_id,
                "what": _clean(what),
                "after": json.dumps({"bagian": _clean(what)}),
                "address": where.address,
                "request": where.id,
                "since": timezone.now() - QUIET,
            },
        )


def plain(value: Any) -> Any:
    """Return what JSON and PostgreSQL can hold of a value, so that the chain always hashes the same bytes.

    Whole numbers stay numbers; decimals, days, moments and ids become text. No binary float enters the trail.
    """
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case str() | Promise():
            return _clean(str(value))
        case float() | decimal.Decimal() | uuid.UUID():
            return str(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case Mapping():
            return {_clean(str(key)): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case set() | frozenset():
            return sorted((plain(inner) for inner in value), key=canonical)
    return _clean(str(value))


def _add(
    *,
    kind: str,
    by: Any,
    target: Any,
    target_kind: str,
    person: uuid.UUID | None = None,
    unit: uuid.UUID | None,
    on: datetime.date | None,
    before: Any = None,
    after: Any,
    reason: str,
) -> Event:
    where = current_request()
    if target is not None and not target_kind:
        target_kind, target = target._meta.label_lower, target.pk
    return Event.objects.create(
        kind=kind,
        actor_id=getattr(by, "pk", None),
        actor_name=_actor(by),
        target_kind=target_kind,
        target_id="" if target is None else str(target),
        person_id=person,
        unit_id=unit,
        on=on,
        before=plain(before),
        after=plain(after),
        reason=_clean(reason),
        address=where.address,
        request_id=where.id,
    )


def _told(event: Event, people: Sequence[uuid.UUID]) -> None:
    for hook in heard:
        hook(event, people)


def _actor(by: Any) -> str:
    return _clean(str(by))[:200] if by is not None else SYSTEM


def _clean(text: str) -> str:
    """Return a text without what PostgreSQL cannot store: NUL and halves of surrogate pairs."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
