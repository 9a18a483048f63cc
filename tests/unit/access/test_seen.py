"""What is read once per request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from praja.access.seen import forget, seen
from praja.audit.context import RequestContext, begin, end


@pytest.fixture
def request_() -> Iterator[None]:
    token = begin(RequestContext(id="satu"))
    yield
    end(token)
    forget()


def counter() -> tuple[list[int], object]:
    calls: list[int] = []

    def count() -> int:
        calls.append(1)
        return len(calls)

    return calls, count


def test_inside_a_request_it_is_read_once(request_: None) -> None:
    calls, read = counter()

    assert [seen("kunci", read) for _ in range(3)] == [1, 1, 1]  # type: ignore[arg-type]
    assert len(calls) == 1


def test_outside_a_request_it_is_read_each_time() -> None:
    calls, read = counter()

    assert [seen("kunci", read) for _ in range(2)] == [1, 2]  # type: ignore[arg-type]


def test_another_request_reads_anew(request_: None) -> None:
    calls, read = counter()
    seen("kunci", read)  # type: ignore[arg-type]
    token = begin(RequestContext(id="dua"))
    try:
        assert seen("kunci", read) == 2  # type: ignore[arg-type]
    finally:
        end(token)


def test_after_writing_it_is_read_anew(request_: None) -> None:
    calls, read = counter()
    seen("kunci", read)  # type: ignore[arg-type]

    forget()

    assert seen("kunci", read) == 2  # type: ignore[arg-type]


def test_none_is_remembered_too(request_: None) -> None:
    calls: list[int] = []

    for _ in range(2):
        assert seen("kunci", lambda: calls.append(1)) is None
    assert len(calls) == 1
