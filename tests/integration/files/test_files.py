"""Keeping uploads on the disk, handing them out, and deleting them in time."""

from __future__ import annotations

import datetime
import errno
import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from praja.accounts.models import User
from praja.audit.models import Event
from praja.files import actions, disk, queries, retention
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.files.uploads import LARGEST_REQUEST, LargestRequest
from praja.people.models import Person
from tests.unit.files.made import pdf, picture, stream, workbook

TODAY = datetime.date(2026, 11, 22)
Kind = StoredFile.Kind


def after_of(event: Event) -> dict[str, Any]:
    """Return what an event says there was afterwards."""
    assert isinstance(event.after, dict)
    return event.after


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep files in a folder of the test."""
    settings.FILES = tmp_path / "berkas"
    return tmp_path / "berkas"


@pytest.fixture
def sari(db: Any) -> User:
    """An employee."""
    return User.objects.create_user("198503122010012005", "rahasia-sari-1", name="Sari Dewi")


@pytest.fixture
def stranger(db: Any) -> User:
    """Somebody else."""
    return User.objects.create_user("orang-lain", "rahasia-lain-1", name="Orang Lain")


def upload(data: bytes, name: str = "SK.pdf", claimed: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=claimed)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


class TestStoring:
    def test_content_lies_under_its_hash_and_only_its_owner_can_read_it(
        self, sari: User, folder: Path
    ) -> None:
        stored = store(upload(pdf(), "../../SK KGB.php.pdf"), by=sari)

        sha256 = hashlib.sha256(pdf()).hexdigest()
        path = folder / sha256[:2] / sha256[2:4] / sha256
        assert on_disk(folder) == [path]
        assert path.read_bytes() == pdf()
        assert path.stat().st_mode & 0o777 == 0o600
        assert (stored.sha256, stored.name, stored.kind, stored.size) == (
            sha256,
            "SK KGB_php.pdf",
            Kind.PDF,
            len(pdf()),
        )

    def test_the_claimed_type_and_name_decide_nothing(self, sari: User) -> None:
        stored = store(upload(picture("PNG"), "foto.pdf", "text/html"), by=sari)

        assert (stored.kind, stored.name) == (Kind.PNG, "foto_pdf.png")
        with pytest.raises(UploadRefused):
            store(upload(b"<script>alert(1)</script>", "SK.pdf", "application/pdf"), by=sari)

    def test_it_is_told_in_the_trail(self, sari: User) -> None:
        stored = store(upload(pdf()), by=sari)

        event = Event.objects.get()
        assert (event.kind, event.actor_id, event.target_id) == ("files.stored", sari.pk, str(stored.pk))
        assert after_of(event)["sidik"] == stored.sha256

    def test_the_same_content_is_stored_once(self, sari: User, stranger: User, folder: Path) -> None:
        first = store(upload(pdf(), "satu.pdf"), by=sari)
        second = store(upload(pdf(), "dua.pdf"), by=stranger)

        assert first.pk != second.pk
        assert first.sha256 == second.sha256
        assert len(on_disk(folder)) == 1

    def test_damaged_content_is_mended_by_the_next_upload(self, sari: User, folder: Path) -> None:
        stored = store(upload(pdf()), by=sari)
        on_disk(folder)[0].write_bytes(b"rusak")
        assert disk.read(stored.sha256) is None

        store(upload(pdf()), by=sari)

        assert disk.read(stored.sha256) == pdf()

    def test_too_large_a_file_is_refused_before_it_is_read(self, sari: User) -> None:
        class Endless(SimpleUploadedFile):
            def chunks(self, chunk_size: int | None = None) -> Any:
                raise AssertionError("was read")

        endless = Endless("SK.pdf", b"")
        endless.size = 10 * 1024**3

        with pytest.raises(UploadRefused, match="paling besar 10 MB"):
            store(endless, by=sari)

    def test_a_file_that_lies_about_its_size_is_read_no_further_than_allowed(self, sari: User) -> None:
        read = []

        class Lying(SimpleUploadedFile):
            def chunks(self, chunk_size: int | None = None) -> Any:
                for number in range(1_000_000):
                    read.append(number)
                    yield b"%PDF-1.7" + b" " * 1024 * 1024

        lying = Lying("SK.pdf", b"")
        lying.size = 5

        with pytest.raises(UploadRefused, match="paling besar 10 MB"):
            store(lying, by=sari)
        assert len(read) <= 11

    def test_the_limit_is_that_of_the_kind(self, sari: User) -> None:
        large = pdf(stream(bytes(11 * 1024 * 1024), b"/Subtype /Image ", packed=False))

        with pytest.raises(UploadRefused, match="paling besar 10 MB"):
            store(upload(large), by=sari, kinds=(Kind.PDF, Kind.XLSX))

    @pytest.mark.parametrize("where", ["write", "fsync", "replace", "mkdir"])
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
    def test_a_full_disk_is_told_and_leaves_nothing(
        self, sari: User, folder: Path, monkeypatch: pytest.MonkeyPatch, where: str, number: int
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(number, "No space left on device")

        match where:
            case "write":
                genuine = open

                def opened(*given: Any, **named: Any) -> Any:
                    file = genuine(*given, **named)
                    monkeypatch.setattr("os.fsync", full)
                    return file

                monkeypatch.setattr("builtins.open", opened)
            case "mkdir":
                monkeypatch.setattr(Path, "mkdir", full)
            case _:
                monkeypatch.setattr(os, where, full)

        with pytest.raises(UploadRefused, match="Penyimpanan peladen penuh"):
            store(upload(pdf()), by=sari)
        monkeypatch.undo()

        assert [path for path in on_disk(folder) if folder.exists()] == []
        assert not StoredFile.objects.exists()
        assert not Event.objects.exists()

    def test_a_hash_that_is_no_hash_is_never_a_path(self) -> None:
        for bad in ("../../etc/passwd", "", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" * 64):
            with pytest.raises(ValueError, match="SHA-256"):
                disk.path_of(bad)


class TestHandingOut:
    @pytest.fixture(autouse=True)
    def address(self, settings: Settings) -> None:
        settings.ROOT_URLCONF = "tests.integration.files.addresses"

    @pytest.mark.parametrize(
        ("data", "name", "kinds"),
        [
            (pdf(), "Surat “Keputusan” é.pdf", (Kind.PDF,)),
            (picture(), "foto.jpg", (Kind.JPEG,)),
            (workbook(), "daftar.xlsx", (Kind.XLSX,)),
            (b"a,b\n1,2\n", "daftar.csv", (Kind.CSV,)),
        ],
    )
    def test_a_browser_saves_it_and_never_shows_or_guesses(
        self, client: Client, sari: User, data: bytes, name: str, kinds: tuple[StoredFile.Kind, ...]
    ) -> None:
        stored = store(upload(data, name), by=sari, kinds=kinds)
        client.force_login(sari)

        response = client.get(reverse("uji_berkas", args=[stored.pk]))

        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment; filename")
        assert response["Content-Type"] == stored.kind
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, no-store"
        assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == stored.sha256  # type: ignore[attr-defined]

    def test_names_of_all_scripts_are_told_as_rfc_5987_says(self, client: Client, sari: User) -> None:
        stored = store(upload(pdf(), "Keputusan é.pdf"), by=sari)
        client.force_login(sari)

        said = client.get(reverse("uji_berkas", args=[stored.pk]))["Content-Disposition"]

        assert said == "attachment; filename*=utf-8''Keputusan%20%C3%A9.pdf"

    def test_who_may_not_have_it_learns_nothing_not_even_by_a_hash_that_is_known(
        self, client: Client, sari: User, stranger: User
    ) -> None:
        stored = store(upload(pdf()), by=sari)
        known = {"If-None-Match": f'"{stored.sha256}"', "If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}
        url = reverse("uji_berkas", args=[stored.pk])

        client.force_login(stranger)
        assert client.get(url, headers=known).status_code == 404
        client.force_login(sari)
        answer = client.get(url, headers=known)
        assert answer.status_code == 200
        assert not answer.has_header("ETag")
        assert not answer.has_header("Last-Modified")
        assert stored.sha256 not in str(answer.headers)

    def test_changed_bytes_are_not_handed_out(
        self, client: Client, sari: User, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        stored = store(upload(pdf()), by=sari)
        on_disk(folder)[0].write_bytes(pdf() + b" ")
        client.force_login(sari)

        assert client.get(reverse("uji_berkas", args=[stored.pk])).status_code == 404
        assert "tidak ada atau berubah" in caplog.text


class TestKeepingInTime:
    def test_only_what_is_over_and_not_referred_to_is_deleted(self, sari: User, folder: Path) -> None:
        over = store(upload(pdf(b"<< /A 1 >>")), by=sari, keep_until=TODAY - datetime.timedelta(days=1))
        last_day = store(upload(pdf(b"<< /B 1 >>")), by=sari, keep_until=TODAY)
        for_good = store(upload(pdf(b"<< /C 1 >>")), by=sari)
        used = store(upload(picture()), by=sari, keep_until=TODAY - datetime.timedelta(days=400))
        Person.objects.create(
            nip="198503122010012005",
            name="Sari Dewi",
            sex="P",
            birth_date=datetime.date(1985, 3, 12),
            photo=used,
        )

        assert actions.delete_expired(on=TODAY) == 1
        assert actions.delete_expired(on=TODAY) == 0
        assert set(StoredFile.objects.all()) == {last_day, for_good, used}
        assert actions.sweep(older_than=0) == 1
        assert {path.name for path in on_disk(folder)} == {last_day.sha256, for_good.sha256, used.sha256}
        event = Event.objects.get(kind="files.deleted")
        assert (event.actor_id, after_of(event)["jumlah"], after_of(event)["berkas"]) == (
            None,
            1,
            [str(over.pk)],
        )
        assert "UU 27/2022" in event.reason

    def test_every_reference_of_every_app_is_known(self) -> None:
        names = {f"{field.model._meta.label}.{field.name}" for field in queries.referring()}

        assert {"people.Person.photo", "people.KgbHistory.file"} <= names
        assert not [name for name in names if name.startswith("files.")]

    def test_content_that_another_row_names_stays(self, sari: User, folder: Path) -> None:
        store(upload(pdf()), by=sari, keep_until=TODAY - datetime.timedelta(days=1))
        kept = store(upload(pdf()), by=sari)

        actions.delete_expired(on=TODAY)
        actions.sweep(older_than=0)

        assert disk.read(kept.sha256) == pdf()

    def test_what_an_undone_transaction_wrote_is_swept_later_not_at_once(
        self, sari: User, folder: Path
    ) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            store(upload(pdf()), by=sari)
            raise ZeroDivisionError
        path = on_disk(folder)[0]
        unfinished = path.with_name(f".{path.name}.abc")
        unfinished.write_bytes(b"setengah")

        assert queries.orphans() == [path.name]
        assert actions.sweep() == 0
        old = time.time() - 2 * actions.UNFINISHED_AFTER
        os.utime(path, (old, old))
        os.utime(unfinished, (old, old))
        assert actions.sweep() == 1
        assert on_disk(folder) == []

    def test_missing_content_is_found(self, sari: User, folder: Path) -> None:
        whole = store(upload(pdf(b"<< /A 1 >>")), by=sari)
        gone = store(upload(pdf(b"<< /B 1 >>")), by=sari)
        short = store(upload(pdf(b"<< /C 1 >>")), by=sari)
        disk.remove(gone.sha256)
        disk.path_of(short.sha256).write_bytes(b"")

        assert set(queries.missing_files()) == {gone, short}
        assert whole not in set(queries.missing_files())

    def test_periods_of_keeping(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "_PERIODS", dict(retention._PERIODS))
        retention.add("uji.sementara", "uji", 30, "uji")
        retention.add("uji.tetap", "uji", None, "uji")

        assert retention.until("uji.sementara", TODAY) == datetime.date(2026, 12, 22)
        assert retention.until("uji.tetap", TODAY) is None
        with pytest.raises(KeyError):
            retention.until("uji.lain", TODAY)


def test_a_request_that_announces_too_much_is_refused_before_it_is_read() -> None:
    handler = LargestRequest()

    with pytest.raises(RequestDataTooBig):
        handler.handle_raw_input(None, {}, LARGEST_REQUEST + 1)
    handler.handle_raw_input(None, {}, LARGEST_REQUEST)
    assert handler.receive_data_chunk(b"abc", 0) == b"abc"


def test_the_site_refuses_such_a_request(client: Client, db: Any) -> None:
    form: Any = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(10 * 1024**3)}

    assert client.generic("POST", reverse("account_login"), b"--x--", **form).status_code == 400


def test_a_file_reaches_a_view_through_all_handlers(
    sari: User, settings: Settings, rf: RequestFactory
) -> None:
    for size in (100, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1):
        data = pdf(stream(os.urandom(size), b"/Subtype /Image ", packed=False))
        request = rf.post("/", {"berkas": upload(data)})

        given: Any = request.FILES["berkas"]
        with given:
            stored = store(given, by=sari)

        assert disk.read(stored.sha256) == data


def test_a_picture_in_a_pdf_may_hold_what_looks_like_the_beginning_of_a_tag(sari: User) -> None:
    data = pdf(stream(b"\x01<%\x02", b"/Subtype /Image ", packed=False))
    assert disk.read(store(upload(data), by=sari).sha256) == data


def test_the_nightly_job_deletes_and_sweeps(
    sari: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praja.files import tasks

    stored = store(upload(pdf()), by=sari, keep_until=datetime.date(2020, 1, 1))
    monkeypatch.setattr(actions, "sweep", lambda **_: 0)

    tasks.delete_expired.func(timestamp=0)

    assert not StoredFile.objects.filter(pk=stored.pk).exists()
