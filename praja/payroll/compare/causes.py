"""Why a list comes to something else than the month before, person by person, with nothing left over.

Everyone's facts are turned from those of the month before into those of this month, one cause after the
other, and the list is computed in between. What a step changes is what its cause did, so that the causes
always add up to the whole difference. Pure: no database, no clock.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Iterable, Mapping

import polars as pl

from praja.rules.month import State, run_lists
from praja.rules.program import Program
from praja.rules.schema import Grain

KEY = "nip"


class Cause(enum.StrEnum):
    """Why somebody's pay differs, in the order in which they are looked at."""

    MASUK = "masuk"
    KELUAR = "keluar"
    ATURAN = "aturan"
    WAKTU = "waktu"
    STATUS = "status"
    PANGKAT = "pangkat"
    KGB = "kgb"
    JABATAN = "jabatan"
    KELUARGA = "keluarga"
    KEHADIRAN = "kehadiran"
    KINERJA = "kinerja"
    HUKUMAN = "hukuman"
    PAJAK = "pajak"
    POTONGAN = "potongan"
    SEKALI = "sekali"
    LAIN = "lain"
    SYARAT = "syarat"
    PEMBAYARAN = "pembayaran"


_FACTS: Mapping[Cause, str] = {
    Cause.HUKUMAN: "hukuman_disiplin|bulan_hukdis|hari_alpa_setahun",
    Cause.STATUS: "status_asn|keadaan_pegawai|mulai_tugas_belajar|upah_perjanjian|umk|bulan_kerja_pppk"
    "|bulan_gaji_terusan|ahli_waris_terusan"
    "|bertugas_di_papua|persen_pembayaran_tpp|sebab_tanpa_tpp",
    Cause.JABATAN: "jenis_jabatan|eselon(_penyetaraan)?|jabatan_fungsional|jenjang_jabatan|kelas_jabatan"
    "|sumber_tunjangan_fungsional|tunjangan_fungsional_sk|sumber_pagu|pagu_.*|porsi_.*|plt"
    "|pejabat_definitif_ada|alih_tugas",
    Cause.KELUARGA: "pasangan_ditunjang|sumber_anak|jumlah_anak_ditunjang",
    Cause.KEHADIRAN: "sumber_kehadiran|persen_potongan_hadir|persen_pengurang_disiplin|tl_.*|psw_.*|hari_.*"
    "|menit_.*|apel_absen|upacara_absen|pola_hari_kerja|bulan_cuti_sakit|melahirkan_anak_ke"
    "|bulan_sanksi_lebaran|bulan_cuti_ke|cuti_sakit_karena|tanpa_rekam_.*|temuan_sidak|paripurna_absen"
    "|upacara_pahlawan_absen|alpa_sesudah_libur",
    Cause.KINERJA: "capaian_kinerja|predikat_kinerja|nilai_skp",
    Cause.PAJAK: r"status_ptkp|penghasilan_lain_bulan_ini|masa_pajak_terakhir|bulan_kerja_setahun"
    r"|zakat_setahun|neto_sebelumnya|pph_.*|subjek_pajak_sebagian_tahun|(bulan|tahun)_ini\(.*\)",
    Cause.POTONGAN: "sewa_rumah_negara|harga_beras_natura|angsuran_.*|kuasa_zakat|infak|iuran_korpri",
    Cause.SEKALI: "(tambahan|pengurangan)_(kekurangan|keputusan|pengembalian|kelebihan)",
    Cause.ATURAN: "kategori_kapasitas_fiskal|indeks_kemahalan_konstruksi|skor_ippd",
    Cause.SYARAT: ".*_tertunggak|perkada_ditetapkan|dasar_hukum_dicatat|tpp_diselesaikan_triwulan",
}
_FINER = {
    Grain.ANAK.value: Cause.KELUARGA,
    Grain.KEJADIAN.value: Cause.KEHADIRAN,
    Grain.SEGMEN.value: Cause.JABATAN,
}
_GRADE = ("golongan", "gaji_pokok_sk", "mkg")


def cause_of(fact: str) -> Cause:
    """Return the cause to which a change of a fact of a person counts; `LAIN` for one nobody has placed."""
    if fact == "mkg":
        return Cause.KGB
    if fact in _GRADE:
        return Cause.PANGKAT
    for cause, pattern in _FACTS.items():
        if re.fullmatch(pattern, fact):
            return cause
    return Cause.LAIN


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """A list of one month: how it was computed, from what, and what became of it.

    `paid` has `nip` and `amount`: what each person is paid of what is compared, nothing where pay is held.
    """

    name: str
    program: Program
    frames: Mapping[str, pl.DataFrame]
    paid: pl.DataFrame


def differences(before: Month, now: Month, rule: str) -> pl.DataFrame:
    """Return `nip`, `cause` and `amount`: what each cause added to or took from what somebody is paid.

    Causes that changed nothing are not told. The amounts of a person add up to the difference of their
    `paid`, whatever could not be computed in between.

    :param rule: the rule that is compared, such as `bersih_tpp`
    """
    then, today = (_amounts(month.paid) for month in (before, now))
    joined = today.filter(~pl.col(KEY).is_in(then[KEY].implode()))
    left = then.filter(~pl.col(KEY).is_in(today[KEY].implode()))
    told = [
        _told(joined, Cause.MASUK),
        _told(left.with_columns(-pl.col("amount")), Cause.KELUAR),
    ]
    stayed = then.join(today, on=KEY, suffix="_now", maintain_order="left")
    if stayed.height:
        told.append(_of_those_who_stayed(before, now, rule, stayed))
    return pl.concat(told).filter(pl.col("amount") != 0).sort(KEY, "cause", maintain_order=True)


def _of_those_who_stayed(before: Month, now: Month, rule: str, stayed: pl.DataFrame) -> pl.DataFrame:
    who = stayed.select(KEY)
    frames = {name: _of(name, frame, who) for name, frame in before.frames.items()}
    target = {name: _of(name, frame, who) for name, frame in now.frames.items()}
    law_changed = _versions(before.program) != _versions(now.program)

    value = _after(before, frames, rule, stayed["amount"], who)
    steps = [_step(stayed, stayed["amount"], value, Cause.PEMBAYARAN)]
    after = _after(now, frames, rule, value, who)
    steps.append(_step(stayed, value, after, Cause.ATURAN if law_changed else Cause.WAKTU))
    value = after

    frames = _with_columns_of(frames, target)
    for cause, columns, finer in _groups(target):
        turned = _turned(frames, target, cause, columns, finer)
        changed = _changed(frames, turned, columns, finer)
        frames = turned
        if not changed.any():
            continue
        some = who.filter(changed)
        after = _after(
            now, {name: _of(name, frame, some) for name, frame in frames.items()}, rule, value, who
        )
        steps.append(_step(stayed, value, after, cause))
        value = after
    steps.append(_step(stayed, value, stayed["amount_now"], Cause.PEMBAYARAN))
    return pl.concat(steps).group_by(KEY, "cause", maintain_order=True).agg(pl.col("amount").sum())


def _amounts(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.select(KEY, pl.col("amount").fill_null(0).cast(pl.Int64)).sort(KEY)


def _told(people: pl.DataFrame, cause: Cause) -> pl.DataFrame:
    return people.select(KEY, pl.lit(cause.value).alias("cause"), "amount")


def _step(stayed: pl.DataFrame, before: pl.Series, after: pl.Series, cause: Cause) -> pl.DataFrame:
    return stayed.select(KEY, pl.lit(cause.value).alias("cause"), (after - before).alias("amount"))


def _of(name: str, frame: pl.DataFrame, who: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of some people: of people one each, in their order; of finer rows all."""
    if name == Grain.ORANG:
        return who.join(frame, on=KEY, how="left", maintain_order="left")
    return who.join(frame, on=KEY, how="inner", maintain_order="left_right")


def _after(
    month: Month, frames: Mapping[str, pl.DataFrame], rule: str, before: pl.Series, who: pl.DataFrame
) -> pl.Series:
    """Return what the list pays each of `who` by these facts; as `before` for those who are not in the frames
    and those whose amount cannot be computed.
    """
    result = run_lists({month.name: month.program}, frames, key=KEY)[month.name].amounts
    state = pl.col("keadaan").cast(pl.String)
    amount = pl.when(state == State.DIBAYAR.value).then(pl.col(rule).cast(pl.Int64).fill_null(0)).otherwise(0)
    known = result.filter(state != State.MASALAH.value).select(KEY, amount.alias("amount"))
    found = who.join(known, on=KEY, how="left", maintain_order="left")["amount"]
    return found.zip_with(found.is_not_null(), before)


def _versions(program: Program) -> frozenset[tuple[str, str]]:
    """Return which versions of which rules the program is made of."""
    rules = program.selection.rules
    return frozenset(
        (one.name, str(found.version.starts))
        for one in program.rules
        if (found := rules.get(one.name)) is not None and found.version is not None
    )


def _with_columns_of(
    frames: Mapping[str, pl.DataFrame], target: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Return the frames with the columns and types of this month's; what was not known then is unknown."""
    ready: dict[str, pl.DataFrame] = {}
    for name, wanted in target.items():
        have = frames.get(name, wanted.clear())
        ready[name] = have.select(
            pl.col(column).cast(dtype, strict=False)
            if column in have.columns
            else pl.lit(None, dtype=dtype).alias(column)
            for column, dtype in wanted.schema.items()
        )
    return ready


def _groups(target: Mapping[str, pl.DataFrame]) -> Iterable[tuple[Cause, list[str], list[str]]]:
    """Yield each cause with the columns of people and the finer frames that count to it."""
    people = [column for column in target[Grain.ORANG.value].columns if column != KEY]
    finer = [name for name in target if name != Grain.ORANG.value]
    for cause in Cause:
        columns = [column for column in people if cause_of(column) is cause]
        rows = [name for name in finer if _FINER.get(name, Cause.LAIN) is cause]
        if columns or rows:
            yield cause, columns, rows


def _turned(
    frames: Mapping[str, pl.DataFrame],
    target: Mapping[str, pl.DataFrame],
    cause: Cause,
    columns: list[str],
    finer: list[str],
) -> dict[str, pl.DataFrame]:
    """Return the frames with what counts to a cause as it is this month.

    Of somebody whose grade changes the years of service change with it, as one SK says both.
    """
    orang = Grain.ORANG.value
    have, want = frames[orang], target[orang]
    columns_now = [want[column] for column in columns]
    if cause is Cause.PANGKAT and {"golongan", "mkg"} <= set(have.columns):
        moved = have["golongan"].cast(pl.String).ne_missing(want["golongan"].cast(pl.String))
        columns_now.append(have["mkg"].zip_with(~moved, want["mkg"]))
    turned = {name: target[name] if name in finer else frame for name, frame in frames.items()}
    return {**turned, orang: have.with_columns(columns_now)}


def _changed(
    frames: Mapping[str, pl.DataFrame],
    turned: Mapping[str, pl.DataFrame],
    columns: list[str],
    finer: list[str],
) -> pl.Series:
    """Return, in the order of people, of whom something is another than before."""
    orang = Grain.ORANG.value
    have, want = frames[orang], turned[orang]
    changed = pl.Series([False], dtype=pl.Boolean).new_from_index(0, have.height)
    for column in columns:
        changed = changed | have[column].ne_missing(want[column])
    for name in finer:
        rows = [
            frame.group_by(KEY).agg(pl.struct(pl.exclude(KEY)).alias("rows"))
            for frame in (frames[name], turned[name])
        ]
        both = have.select(KEY).join(rows[0], on=KEY, how="left", maintain_order="left")
        both = both.join(rows[1], on=KEY, how="left", suffix="_now", maintain_order="left")
        changed = changed | both["rows"].ne_missing(both["rows_now"])
    return changed
