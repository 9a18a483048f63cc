"""What an SK cannot say: days, contents, and what should be looked at twice."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from praja.people.actions.beside import Beside
from praja.people.due import law
from praja.people.due.career import first_of_month
from praja.people.due.stopping import stop_of
from praja.people.due.words import stopped
from praja.people.enums import (
    GOLONGAN_PNS,
    GOLONGAN_PPPK,
    CaraMenjabat,
    StatusAsn,
)
from praja.people.kinds import SkKind
from praja.people.models import (
    DependantHistory,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    SkHistory,
    StatusHistory,
    UnitHistory,
)
from praja.temporal.actions import overlap
from praja.web.words import tanggal

FURTHEST_AHEAD = datetime.timedelta(days=3 * 366)
YOUNGEST = 15


def wrong_days(
    kind: SkKind,
    person: Person,
    start: datetime.date,
    last: datetime.date | None,
    sk_date: datetime.date | None,
    on: datetime.date,
) -> list[str]:
    said = []
    oldest = datetime.date(person.birth_date.year + YOUNGEST, person.birth_date.month, 1)
    if start < oldest and kind.key != "tanggungan":
        said.append(
            _("TMT %(start)s terlalu awal: pegawai ini lahir %(born)s.")
            % {"start": tanggal(start), "born": tanggal(person.birth_date)}
        )
    if start > on + FURTHEST_AHEAD:
        said.append(
            _("TMT %(start)s lebih dari tiga tahun lagi. Periksa tahunnya.") % {"start": tanggal(start)}
        )
    if last is not None and last < start:
        said.append(_("Tanggal akhir harus pada atau sesudah TMT."))
    if kind.ends == "wajib" and last is None:
        said.append(_("Isi tanggal akhirnya."))
    if kind.ends == "tidak" and last is not None:
        said.append(_("Jenis SK ini tidak mempunyai tanggal akhir; ia berlaku sampai SK berikutnya."))
    if sk_date is not None and sk_date > on:
        said.append(_("Tanggal SK tidak dapat sesudah hari ini."))
    return said


def wrong_content(person: Person, row: SkHistory, beside: Beside) -> tuple[list[str], list[str]]:
    """Return what refuses a row, and what should only be looked at."""
    match row:
        case StatusHistory():
            return _about_status(row)
        case GolonganHistory():
            return _about_golongan(person, row, beside)
        case KgbHistory():
            return _about_kgb(person, row, beside)
        case JabatanHistory():
            return _about_jabatan(person, row, beside)
        case UnitHistory():
            return _about_unit(person, row, beside)
        case DependantHistory():
            return _about_dependant(person, row, beside)
    return [], []


def _about_status(row: StatusHistory) -> tuple[list[str], list[str]]:
    contract = row.status in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
    if row.contract_end and not contract:
        return [_("Hanya PPPK yang mempunyai akhir perjanjian kerja.")], []
    if contract and row.contract_end is None:
        return [_("Isi akhir perjanjian kerjanya.")], []
    if row.contract_end and row.contract_end < row.mulai:
        return [_("Akhir perjanjian kerja harus sesudah TMT.")], []
    return [], []


def _about_golongan(person: Person, row: GolonganHistory, beside: Beside) -> tuple[list[str], list[str]]:
    status = beside.row_on(StatusHistory, person, row.mulai)
    if row.mkg_years > 45 or row.mkg_months > 11:
        return [_("Masa kerja golongan paling lama 45 tahun 11 bulan.")], []
    if status is None:
        return [], [_("Belum ada status yang tercatat pada TMT ini. Catat juga SK pengangkatannya.")]
    pppk = status.status in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
    if (row.golongan in GOLONGAN_PPPK) != pppk:
        return [
            _(
                "Golongan %(golongan)s bukan golongan %(status)s. PNS memakai I/a sampai IV/e, PPPK "
                "I sampai XVII."
            )
            % {"golongan": row.golongan, "status": status.get_status_display()}
        ], []
    notes = []
    before = [one for one in beside.rows(GolonganHistory, person) if one.mulai < row.mulai]
    earlier = before[-1] if before else None
    order = GOLONGAN_PPPK if pppk else GOLONGAN_PNS
    if earlier and earlier.golongan in order and order.index(row.golongan) < order.index(earlier.golongan):
        notes.append(
            _("Golongannya turun dari %(before)s. Biasanya hanya karena hukuman disiplin; periksa lagi.")
            % {"before": earlier.golongan}
        )
    return [], notes


def _about_kgb(person: Person, row: KgbHistory, beside: Beside) -> tuple[list[str], list[str]]:
    if row.gaji_pokok <= 0:
        return [_("Gaji pokok harus lebih dari Rp0.")], []
    golongan = beside.row_on(GolonganHistory, person, row.mulai)
    if golongan is None:
        return [], [_("Belum ada golongan yang tercatat pada TMT ini.")]
    if golongan.golongan != row.golongan:
        return [
            _("Golongan pada TMT ini %(recorded)s, di SK %(given)s. Catat kenaikan pangkatnya lebih dahulu.")
            % {"recorded": golongan.golongan, "given": row.golongan}
        ], []
    return [], []


def salary_in_law(row: SkHistory) -> int | None:
    """Return the basic salary that the law's table has for the golongan and MKG of a raise, on its first day.

    None for other rows, and where the table has none.
    """
    if not isinstance(row, KgbHistory):
        return None
    return law.gaji_pokok(first_of_month(row.mulai), row.golongan, row.mkg_years)


def _about_jabatan(person: Person, row: JabatanHistory, beside: Beside) -> tuple[list[str], list[str]]:
    version = beside.version(row.position_id, row.mulai)
    if version is None:
        return [
            _("Jabatan ini tidak ada pada %(day)s. Pilih jabatan lain, atau perbaiki susunan organisasinya.")
            % {"day": tanggal(row.mulai)}
        ], []
    if not beside.may_record_in(version.unit_id):
        return [_("Jabatan di luar unit yang Anda urus dicatat oleh BKPSDM.")], []
    acting = row.how in (CaraMenjabat.PLT, CaraMenjabat.PLH)
    if acting and row.berlaku.upper is None:
        return [_("Isi tanggal akhir tugas Plt. atau Plh.; bila diperpanjang, catat SK perpanjangannya.")], []
    notes = []
    until = row.berlaku.upper
    holders = beside.other_holders(row)[: version.formasi + 1]
    if row.how == CaraMenjabat.PLT and len(holders) >= version.formasi:
        notes.append(
            _(
                "Jabatan ini masih dipegang %(names)s, padahal Plt. mengisi jabatan yang lowong; bila "
                "pejabatnya hanya berhalangan sementara, pilih Plh."
            )
            % {"names": ", ".join(one.person.full_name for one in holders)}
        )
    if not acting and len(holders) >= version.formasi:
        notes.append(
            _("Jabatan ini masih dipegang %(names)s; kebutuhannya %(count)s orang.")
            % {"names": ", ".join(one.person.full_name for one in holders), "count": version.formasi}
        )
    if not acting:
        unit = beside.row_on(UnitHistory, person, row.mulai)
        if unit is not None and unit.unit_id != version.unit_id and (until is None or until > beside.on):
            notes.append(_("Jabatan ini di unit lain dari unit kerjanya. Catat juga SK pindah unitnya."))
    return [], notes


def _about_unit(person: Person, row: UnitHistory, beside: Beside) -> tuple[list[str], list[str]]:
    if not beside.unit_exists(row.unit_id, row.mulai):
        return [
            _("Unit ini tidak ada pada %(day)s. Pilih unit lain, atau perbaiki susunan organisasinya.")
            % {"day": tanggal(row.mulai)}
        ], []
    if not beside.may_record_in(row.unit_id) and not beside.under_bkpsdm(person):
        return [_("Pindah ke unit di luar yang Anda urus dicatat oleh BKPSDM.")], []
    return [], []


def _about_dependant(person: Person, row: DependantHistory, beside: Beside) -> tuple[list[str], list[str]]:
    member: FamilyMember = row.member
    if member.person_id != person.pk or member.withdrawn_at is not None:
        return [_("Anggota keluarga ini tidak ada dalam daftar keluarga pegawai.")], []
    if member.birth_date and row.mulai < member.birth_date:
        return [_("Tunjangan tidak dapat mulai sebelum yang ditunjang lahir.")], []
    stop = stop_of(
        member.relation,
        divorced_on=member.divorced_on,
        died_on=member.died_on,
        married_on=member.married_on,
        works_as_asn=member.works_as_asn,
        on=beside.on,
    )
    if stop and (row.berlaku.upper is None or row.berlaku.upper > stop.day):
        said = stopped(member.name, stop.why, stop.happened, stop.day)
        return [said + " " + _("Isi tanggal akhir tunjangannya.")], []
    children = [
        one
        for one in beside.rows(DependantHistory, person)
        if one.member.relation.startswith("anak") and one.member_id != member.pk and overlap(one, row)
    ]
    notes = []
    if member.relation.startswith("anak") and len(children) >= 2:
        notes.append(_("Sudah ada dua anak yang ditunjang; tunjangan anak paling banyak untuk dua anak."))
    return [], notes
