"""People for the posts: who they are, how long they serve, their family, their month.

Each person is made by a random generator of his or her own, seeded by the person's number, so that a change
for one leaves the others as they were. `random.Random` gives the same numbers on every machine and version.
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from random import Random
from typing import Any

from praja.demo.names import name_of
from praja.demo.posts import KECAMATAN, Place, Post, places

SEED = 2026
MONTH = datetime.date(2026, 10, 1)
FIRST_SERIAL = 901
"""Serial numbers of NIPs count from 001 among people of the same birthday, month of appointment and sex. No
real one comes near 901, so no invented NIP is anybody's."""

GRADES = "II/a II/b II/c II/d III/a III/b III/c III/d IV/a IV/b IV/c IV/d IV/e".split()
ENTRY = {"SMA": "II/a", "D3": "II/c", "S1": "III/a", "S2": "III/b"}
CONTRACT_GRADE = {"SMA": "V", "D3": "VII", "S1": "IX", "S2": "X"}
FIRST_YEARS = {"II/c": 3, "VII": 3}
"""The years of service with which these grades begin."""
YEARS_A_GRADE = 4
UMK = 3_700_000
"""An example, rounded: the minimum wage of the city."""
SHOWN_POST = "Lurah Sumurboto"
"""Whose slip the demo explains. This post has the same holder whatever the seed."""

Row = dict[str, Any]


@dataclasses.dataclass(slots=True)
class Person:
    """One invented person: the row of the list, rows of children and of attendance events."""

    row: Row
    children: list[Row] = dataclasses.field(default_factory=list)
    events: list[Row] = dataclasses.field(default_factory=list)

    @property
    def nip(self) -> str:
        """The person's NIP."""
        return str(self.row["nip"])


def people(count: int, seed: int = SEED) -> list[Person]:
    """Return that many people, in the order of their posts."""
    serials: dict[str, int] = {}
    return [
        _person(place, Random(f"{seed}/{number}"), serials)
        for number, place in enumerate(itertools.islice(places(), count))
    ]


def _person(place: Place, dice: Random, serials: dict[str, int]) -> Person:
    if place.post.title == SHOWN_POST:
        return _shown_person(place, serials)
    status = status_of(place.post, dice)
    woman = dice.random() < (0.66 if place.post.function else 0.48)
    service = service_of(place.post, status, dice)
    person = Person({"nip": "", "nama": name_of(dice, woman=woman), "unit": place.unit})
    person.row["nip"] = nip_of(service, woman, serials)
    person.row.update(_post_facts(place.post, status, service))
    _give_family(person, place, dice, woman, service)
    _give_deductions(person.row, dice, status)
    _give_month(person, place, dice, status, woman)
    return person


# --- careers


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """How long somebody serves: birthday, first day of service, grade and its years."""

    born: datetime.date
    since: datetime.date
    grade: str
    years: int | None
    contract: bool

    @property
    def age(self) -> int:
        """Age in the month of the demo."""
        return (MONTH.year - self.born.year) - ((MONTH.month, MONTH.day) < (self.born.month, self.born.day))


def status_of(post: Post, dice: Random) -> str:
    if not post.open_to_contracts:
        return "pns"
    if post.kind == "fungsional":
        return dice.choices(("pns", "cpns", "pppk"), (38, 7, 55))[0]
    return dice.choices(("pns", "cpns", "pppk", "pppk_paruh_waktu"), (46, 4, 26, 24))[0]


def service_of(post: Post, status: str, dice: Random) -> Service:
    match status:
        case "pppk_paruh_waktu":
            return _contract(dice, "tidak_ada", None, dice.choice((10, 12)), 2025, (24, 52))
        case "pppk":
            grade = CONTRACT_GRADE[post.school]
            year = dice.choice((2021, 2022, 2023, 2024, 2025))
            return _contract(dice, grade, FIRST_YEARS.get(grade, 0), 3, year, (24, 50))
        case "cpns":
            grade = ENTRY[post.school]
            born = _birthday(dice, dice.randrange(22, 31))
            return Service(born, datetime.date(2026, 3, 1), grade, FIRST_YEARS.get(grade, 0), contract=False)
    return _career(post, dice)


def _contract(
    dice: Random, grade: str, first: int | None, month: int, year: int, ages: tuple[int, int]
) -> Service:
    since = datetime.date(year, month, 1)
    years = None if first is None else first + _whole_years(since)
    return Service(_birthday(dice, dice.randrange(*ages)), since, grade, years, contract=True)


def _career(post: Post, dice: Random) -> Service:
    """Return the career of a PNS: a grade every four years or so, from the entry grade of the school on."""
    low, high = (GRADES.index(grade) for grade in post.grades)
    grade = dice.randrange(low, high + 1)
    entry = min(GRADES.index(ENTRY[post.school]), grade)
    most = 59 if post.klass >= 11 or post.function else 57
    while True:
        served = (grade - entry) * YEARS_A_GRADE + dice.randrange(2 if grade == entry else 0, 5)
        served += dice.randrange(2, 8) if post.kind == "struktural" else dice.choice((0, 0, 0, 2, 5))
        age = served + dice.randrange(20, 30)
        if age <= most:
            break
    month = dice.choice((1, 2, 3, 4, 12))
    since = datetime.date(MONTH.year - served - (month > MONTH.month), month, 1)
    years = served + FIRST_YEARS.get(GRADES[entry], 0)
    if GRADES[entry].startswith("II/") and not GRADES[grade].startswith("II/"):
        years -= 5
    return Service(_birthday(dice, age), since, GRADES[grade], years, contract=False)


def _birthday(dice: Random, age: int) -> datetime.date:
    """Return a birthday that makes somebody this old in the month of the demo."""
    last = MONTH.replace(year=MONTH.year - age)
    return last - datetime.timedelta(days=dice.randrange(1, 364))


def _whole_years(since: datetime.date) -> int:
    return MONTH.year - since.year - ((MONTH.month, MONTH.day) < (since.month, since.day))


def nip_of(service: Service, woman: bool, serials: dict[str, int]) -> str:
    since = f"{service.since:%Y}21" if service.contract else f"{service.since:%Y%m}"
    stem = f"{service.born:%Y%m%d}{since}{2 if woman else 1}"
    serial = serials[stem] = serials.get(stem, FIRST_SERIAL - 1) + 1
    return f"{stem}{serial:03}"


def _post_facts(post: Post, status: str, service: Service) -> Row:
    full = status in ("pns", "cpns", "pppk")
    functional = post.kind == "fungsional"
    known = functional and post.function != "Perencana"
    return {
        "nama_jabatan": post.title,
        "tanggal_lahir": f"{service.born:%d-%m-%Y}",
        "status_asn": status,
        "golongan": service.grade,
        "mkg": service.years,
        "jenis_jabatan": post.kind,
        "eselon": post.echelon,
        "eselon_penyetaraan": post.former,
        "jabatan_fungsional": (post.function if known else "tidak_ada") if functional else None,
        "jenjang_jabatan": post.level or None,
        "sumber_tunjangan_fungsional": "sk" if post.decree is not None else None,
        "tunjangan_fungsional_sk": post.decree,
        "kelas_jabatan": post.klass,
        "upah_perjanjian": None if full else UMK,
        "umk": None if full else UMK,
        "pagu_tpp": post.pagu if full else None,
    }


def _in_district(place: Place) -> bool:
    """Whether the post is in Kecamatan Banyumanik, whose lists have rows of children and events."""
    return place.unit == KECAMATAN or place.unit.startswith("Kelurahan ")


# --- families


def _give_family(person: Person, place: Place, dice: Random, woman: bool, service: Service) -> None:
    age = service.age
    married = dice.random() < min(0.92, max(0.05, (age - 22) / 12))
    births = births_of(dice, age) if married else []
    children = [birth for birth in births if age_of_child(birth) < 21 or dice.random() < 0.3]
    supports = married and dice.random() < (0.4 if woman else 0.78)
    own = children if supports or not woman else []
    row = person.row
    row["pasangan_ditunjang"] = supports
    dependants = min(3, len([birth for birth in births if age_of_child(birth) < 25]))
    # A wife whose husband earns is taxed as if unmarried.
    married_for_tax = supports and dice.random() < 0.2 if woman else married
    row["status_ptkp"] = f"K/{dependants}" if married_for_tax else "TK/0"
    if _in_district(place) and own:
        row["sumber_anak"] = "daftar"
        person.children = [_child(birth, dice) for birth in births]
    else:
        row["jumlah_anak_ditunjang"] = min(3, len(own))


def births_of(dice: Random, age: int) -> list[datetime.date]:
    first = dice.randrange(22, 32)
    many = dice.choices((0, 1, 2, 3, 4), (8, 24, 42, 21, 5))[0]
    ages = [age - first - place * dice.randrange(2, 5) for place in range(many)]
    return [_birthday(dice, child) for child in ages if child >= 0]


def age_of_child(born: datetime.date) -> int:
    return _whole_years(born)


def _child(born: datetime.date, dice: Random) -> Row:
    age = age_of_child(born)
    grown = age >= 21
    return {
        "tanggal_lahir_anak": born,
        "hubungan_anak": dice.choices(("kandung", "tiri", "angkat"), (95, 2, 3))[0],
        "anak_kawin": grown and dice.random() < 0.2,
        "anak_berpenghasilan": grown and dice.random() < 0.5,
        "anak_sekolah": 6 <= age and (not grown or (age < 25 and dice.random() < 0.6)),
        "anak_beasiswa": age >= 18 and dice.random() < 0.1,
    }


def _give_deductions(row: Row, dice: Random, status: str) -> None:
    full = status in ("pns", "pppk")
    row["iuran_korpri"] = {"II": 5_000, "III": 10_000, "IV": 15_000}.get(
        row["golongan"].partition("/")[0], 5_000
    )
    row["kuasa_zakat"] = full and dice.random() < 0.35
    row["infak"] = dice.choice((5_000, 10_000, 20_000)) if dice.random() < 0.3 else None
    row["angsuran_koperasi"] = dice.randrange(1, 9) * 50_000 if full and dice.random() < 0.3 else None
    room = {"pns": 16, "pppk": 8}.get(status, 0)
    row["angsuran_bank"] = dice.randrange(4, room) * 100_000 if room and dice.random() < 0.4 else None
    row["sewa_rumah_negara"] = 350_000 if row["eselon"] in ("II.a", "II.b") and dice.random() < 0.5 else None
    row["angsuran_utang_negara"] = 250_000 if status == "pns" and dice.random() < 0.004 else None


# --- the month


SCORES = ((62, 9000, 9800), (26, 8000, 8999), (8, 7000, 7999), (3, 6000, 6999), (1, 4000, 5999))
"""Shares of SKP values, in hundredths."""


def _give_month(person: Person, place: Place, dice: Random, status: str, woman: bool) -> None:
    row, post = person.row, place.post
    if status == "pppk_paruh_waktu":
        row["sebab_tanpa_tpp"] = "tidak_ditetapkan"
    elif post.certified and dice.random() < 0.85:
        row["sebab_tanpa_tpp"] = "guru_bersertifikat"
    share = dice.choices(SCORES, [score[0] for score in SCORES])[0]
    row["nilai_skp"] = dice.randrange(share[1], share[2] + 1) / 100
    _give_attendance(person, place, dice)
    _give_condition(row, dice, status, woman)
    leader = post.echelon != "tidak_ada"
    row["lhkpn_tertunggak"] = True if leader and dice.random() < 0.02 else None
    row["spt_tertunggak"] = True if dice.random() < 0.006 else None
    row["aset_tertunggak"] = True if dice.random() < 0.001 else None
    if status == "pns" and dice.random() < 0.004:
        row["hukuman_disiplin"] = "potong_tpp_6_bulan"
        row["bulan_hukdis"] = dice.randrange(1, 7)


def _give_attendance(person: Person, place: Place, dice: Random) -> None:
    """Give events in Kecamatan Banyumanik, whose machine tells them one by one, and totals elsewhere."""
    row = person.row
    late = dice.choices((0, 1, 2, 4, 7), (38, 27, 20, 11, 4))[0]
    absent = dice.choices((0, 1, 2, 5), (957, 28, 12, 3))[0]
    ceremony = dice.random() < 0.03
    if _in_district(place):
        row["sumber_kehadiran"] = "kejadian"
        for _ in range(late):
            kind = dice.choice(("terlambat", "terlambat", "pulang_cepat"))
            person.events.append({"jenis_kejadian": kind, "menit": dice.randrange(3, 95)})
        person.events += [{"jenis_kejadian": "alpa", "menit": None}] * absent
        person.events += [{"jenis_kejadian": "upacara", "menit": None}] * ceremony
        return
    row["menit_kurang"] = sum(dice.randrange(3, 95) for _ in range(late))
    row["hari_alpa"] = absent
    row["upacara_absen"] = int(ceremony)


def _give_condition(row: Row, dice: Random, status: str, woman: bool) -> None:
    row["hari_cuti_alasan_penting"] = dice.randrange(1, 5) if dice.random() < 0.02 else None
    if status not in ("pns", "pppk") or row["eselon"] != "tidak_ada":
        return
    chance = dice.random()
    if chance < 0.006:
        row.update(keadaan_pegawai="cuti_sakit", bulan_cuti_sakit=dice.choice((0, 1, 2, 3)))
    elif chance < 0.016 and woman and 24 < MONTH.year - int(row["tanggal_lahir"][-4:]) < 42:
        row.update(keadaan_pegawai="cuti_melahirkan", melahirkan_anak_ke=dice.choice((1, 1, 2, 2, 3)))
    elif chance < 0.019:
        row.update(keadaan_pegawai="cuti_besar", hari_cuti_besar=dice.choice((12, 40)))
    elif status != "pns":
        return
    elif chance < 0.024:
        year, month = dice.choice(((2025, 2), (2025, 9), (2026, 8)))
        row.update(keadaan_pegawai="tugas_belajar", mulai_tugas_belajar=datetime.date(year, month, 1))
    elif chance < 0.026:
        row["keadaan_pegawai"] = "cltn"


# --- the lurah whose slip is explained


def _shown_person(place: Place, serials: dict[str, int]) -> Person:
    """Return a lurah with three children and a month in which minutes have added up to a day."""
    born, since = datetime.date(1981, 4, 17), datetime.date(2008, 4, 1)
    service = Service(born, since, "III/d", _whole_years(since), contract=False)
    nip = nip_of(service, woman=False, serials=serials)
    person = Person({"nip": nip, "nama": "Wisnu Tirta Pamungkas", "unit": place.unit})
    person.row.update(_post_facts(place.post, "pns", service))
    person.row.update(pasangan_ditunjang=True, status_ptkp="K/3", sumber_anak="daftar")
    school = dict.fromkeys(("anak_kawin", "anak_berpenghasilan", "anak_beasiswa"), False)
    for birth in (datetime.date(2004, 7, 9), datetime.date(2009, 2, 21), datetime.date(2014, 11, 3)):
        child = {"tanggal_lahir_anak": birth, "hubungan_anak": "kandung", **school, "anak_sekolah": True}
        person.children.append(child)
    person.row.update(iuran_korpri=10_000, kuasa_zakat=True, angsuran_bank=1_200_000)
    person.row.update(sumber_kehadiran="kejadian", nilai_skp=91.25)
    for kind, minutes in (("terlambat", 95), ("terlambat", 48), ("pulang_cepat", 120), ("terlambat", 62)):
        person.events.append({"jenis_kejadian": kind, "menit": minutes})
    return person
