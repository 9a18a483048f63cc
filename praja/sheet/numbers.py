"""Amounts and numbers as Indonesian treasurers write them, read exactly or not at all.

What is read, and how:

- `2785700`, `2.785.700`, `Rp2.785.700,00`, `Rp 2.785.700,-`, `2 785 700`: dots and spaces part thousands, the
  comma starts decimals. `2785700.00` and `2,785,700.00` can mean only one thing and are read as well.
- One dot before exactly three digits: `1.234` is 1234 for rupiah and for numbers without decimals. For a
  number with decimals it could also be 1,234: the reading that lies within the bounds of the fact counts;
  when both do, the cell is refused; when neither does, it is 1234 and the engine reports the bounds.
- One comma before exactly three digits: always decimals for a number with decimals. For rupiah and for
  numbers without decimals it is refused (`785,000` is 785 here and 785 thousand elsewhere).
- Negative: `-5`, `−5`, `(5)`. A lone `-` is an empty cell, as spreadsheets show nothing.
- `98,5%` for facts in `persen` (0,985). A percent column without the sign keeps its plain value; where the
  header says `(%)`, `98,5` means 98,5%, and a value up to 1 is refused unless written with the sign.
- A binary float of a spreadsheet counts with its 15 significant digits, which is what was typed and what is
  shown. From 16 digits on the spreadsheet itself has lost digits: refused. Decimals beyond those of the fact
  are refused, never rounded. Nothing is ever guessed to be zero.
"""

from __future__ import annotations

import dataclasses
import decimal
import functools
import math
import re

import polars as pl

from praja.rules.schema import Fact, Kind
from praja.sheet.cells import Cell, Column, Flaw
from praja.sheet.problems import Jenis, Why
from praja.sheet.said import said as _

_MOST = 2**63 - 1
_FLOAT_DIGITS = 10**15
"""From here on a spreadsheet has lost digits of a whole number."""

_SHAPE = (
    r"(?i)^(?P<before>[-+(]?)(?:RP|IDR)?\.?:?(?P<after>[-+(]?)"
    r"(?P<digits>[0-9](?:[0-9.,]*[0-9])?)(?P<tail>(?:,|\.)-{1,2})?(?P<close>\)?)(?P<percent>%?)(?P<last>\)?)$"
)
_MINUS = r"[−–‒﹣－]"
_GROUPED = r"^[^0-9]*[1-9][0-9]{0,2}( [0-9]{3})+([,.][0-9]+)?[^0-9]*$"
_ONE_DOT = r"^[1-9][0-9]{0,2}\.[0-9]{3}$"
_ONE_COMMA = r"^[1-9][0-9]{0,2},[0-9]{3}$"
_FORMS = (
    r"^(?P<i>[0-9]+)$",
    r"^(?P<i>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<f>[0-9]+))?$",
    r"^(?P<i>[0-9]+),(?P<f>[0-9]+)$",
    r"^(?P<i>[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.(?P<f>[0-9]+)$",
    r"^(?P<i>[1-9][0-9]{0,2}(?:,[0-9]{3}){2,})$",
    r"^(?P<i>[0-9]+)\.(?P<f>[0-9]+)$",
)
"""Tried in this order: plain, Indonesian, decimal comma, English with decimals, English, decimal dot."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """The values of a column and where a cell was filled but could not be read (its value is then null)."""

    values: pl.Series
    bad: pl.Series


@dataclasses.dataclass(frozen=True, slots=True)
class _Scale:
    """How a column's numbers become whole units of 10**-decimals: for rupiah, whole rupiah."""

    decimals: int
    money: bool
    percent_sign: bool
    """Whether `%` may stand behind the number."""
    percent_header: bool
    """Whether the header already says that the numbers are percents."""
    low: int | None
    high: int | None

    @property
    def written(self) -> int:
        """How many decimals a number may be written with, without `%`."""
        return self.decimals - 2 if self.percent_header else self.decimals


def read_numbers(column: Column, fact: Fact) -> Reading:
    """Return the values of an amount or a number: Int64, or Decimal(38, d) for a fact with d decimals."""
    scale = _scale_of(column.header, fact)
    cells = column.cells
    parts: list[pl.Series] = []
    if cells.whole is not None:
        parts.append(_scale_whole(cells.whole, scale))
    if cells.exact is not None:
        parts.append(_scale_exact(cells.exact, scale))
    if cells.number is not None:
        parts.append(_scale_floats(cells.number, scale))
    empty = pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
    if cells.text is not None:
        parts.append(_scale_text(cells.text, scale))
        empty = cells.text.is_in(["-", "–", "—", "Rp -", "Rp-", "Rp –"]).fill_null(False)
    units = (
        pl.select(pl.coalesce(parts)).to_series()
        if parts
        else pl.repeat(None, cells.height, dtype=pl.Int64, eager=True)
    )
    if cells.flaw is not None:
        units = pl.select(pl.when(cells.flaw.is_null()).then(units)).to_series()
    bad = cells.filled() & units.is_null() & ~empty
    return Reading(_as_frame_type(units, scale.decimals), bad)


def why_no_number(cell: Cell, column: Column, fact: Fact) -> Why:
    """Return why a cell is no amount or number of this fact, and what to do."""
    money = fact.kind is Kind.RUPIAH
    scale = _scale_of(column.header, fact)
    example = "2785700" if money else ("98,5%" if _is_percent(fact) else "1,25" if fact.decimals else "10")
    write = _("Tulis dengan angka saja, misalnya %(example)s.") % {"example": example}
    if (flawed := why_flawed(cell)) is not None:
        return flawed
    match cell.value:
        case bool():
            return Why(Jenis.ANGKA_SALAH, _("Sel berisi BENAR/SALAH, bukan angka."), write)
        case float():
            return _why_float(cell, cell.value, scale)
        case int() | decimal.Decimal():
            return _why_decimal(cell, decimal.Decimal(cell.value), scale)
        case str():
            return _why_text(cell.value, fact, scale, write)
        case _:
            return Why(
                Jenis.ANGKA_SALAH,
                _("Sel berisi tanggal %(cell)s, bukan angka. Excel kadang mengubah angka menjadi tanggal.")
                % {"cell": cell},
                _("Ubah format sel menjadi Umum (General), lalu ketik ulang angkanya, misalnya %(example)s.")
                % {"example": example},
            )


def why_flawed(cell: Cell) -> Why | None:
    """Return what to say about a cell that holds an error, a formula without a result, or a time of day."""
    match cell.flaw:
        case Flaw.RUMUS:
            return Why(
                Jenis.RUMUS,
                _("Sel berisi rumus yang hasilnya belum dihitung, bukan nilai."),
                _(
                    "Buka berkas dengan Excel atau LibreOffice dan simpan kembali, "
                    "atau salin kolom ini lalu tempel sebagai nilai (Paste Values)."
                ),
            )
        case Flaw.GALAT:
            return Why(
                Jenis.GALAT,
                _("Sel berisi kesalahan (%(cell)s), bukan nilai.") % {"cell": cell},
                _(
                    "Perbaiki rumus atau sumber datanya, lalu simpan. Bila nilainya "
                    "memang tidak ada, kosongkan sel."
                ),
            )
        case Flaw.JAM:
            return Why(
                Jenis.TANGGAL_SALAH,
                _(
                    "Sel berisi jam (%(cell)s). Tanggal yang disertai jam dapat "
                    "bergeser satu hari antarzona waktu."
                )
                % {"cell": cell},
                _("Tulis tanggalnya saja, tanpa jam, misalnya 01-03-2024."),
            )
        case _:
            return None


def indonesian(number: decimal.Decimal | int) -> str:
    """Return a number as Indonesians write it: 2.785.700 or 0,985."""
    shown = f"{number:,}" if isinstance(number, int) else f"{number:,f}"
    return shown.translate(str.maketrans(",.", ".,"))


def _is_percent(fact: Fact) -> bool:
    return fact.unit.split("/")[0].strip().startswith("persen")


@functools.lru_cache(maxsize=1024)
def _scale_of(header: str, fact: Fact) -> _Scale:
    money = fact.kind is Kind.RUPIAH
    decimals = 0 if money else fact.decimals
    percent = not money and _is_percent(fact)
    return _Scale(
        decimals=decimals,
        money=money,
        percent_sign=percent,
        percent_header=percent and decimals >= 2 and "%" in header and "%" not in fact.title,
        low=None if fact.low is None else math.ceil(fact.low * 10**decimals),
        high=None if fact.high is None else math.floor(fact.high * 10**decimals),
    )


def _as_frame_type(units: pl.Series, decimals: int) -> pl.Series:
    if not decimals:
        return units
    unit = decimal.Decimal(1).scaleb(-decimals)
    return pl.select(units.cast(pl.Decimal(38, 0)) * pl.lit(unit, dtype=pl.Decimal(38, decimals))).to_series()


def _scale_whole(whole: pl.Series, scale: _Scale) -> pl.Series:
    factor = 10**scale.written
    fits = whole.is_between(-(_MOST // factor), _MOST // factor)
    units = pl.select(pl.when(fits).then(whole * factor)).to_series()
    return _refuse_small_percents(units, scale)


def _scale_exact(exact: pl.Series, scale: _Scale) -> pl.Series:
    """Return decimals of a file that stores them exactly; by way of plain text, which cannot overflow."""
    groups = pl.select(
        exact.cast(pl.String).str.extract_groups(r"^(?P<s>-?)(?P<i>[0-9]+)(?:\.(?P<f>[0-9]+))?$")
    ).to_series()
    fields = groups.struct
    return _refuse_small_percents(
        _units(fields.field("s"), fields.field("i"), fields.field("f"), 0, scale), scale
    )


def _scale_floats(number: pl.Series, scale: _Scale) -> pl.Series:
    """Return floats as whole units where their 15 significant digits are exactly that many units."""
    factor = float(10**scale.written)
    scaled = (number * factor).round()
    safe = number.is_finite() & (number.abs() < _FLOAT_DIGITS) & (scaled.abs() < 2**53)
    # The nearest float of a decimal is that decimal divided by its power of ten: equal means typed so.
    units = pl.select(
        pl.when(safe & (scaled / factor == number)).then(scaled).cast(pl.Int64, strict=False)
    ).to_series()
    doubtful = (safe & units.is_null() & number.is_not_null()).arg_true()
    if len(doubtful):
        # Results of calculations carry noise beyond the 15 digits that spreadsheets keep and show.
        found = [_fifteen_digits(number[row], scale.written) for row in doubtful]
        units = units.scatter(doubtful, pl.Series(found, dtype=pl.Int64))
    return _refuse_small_percents(units, scale)


def _fifteen_digits(number: float, decimals: int) -> int | None:
    scaled = decimal.Decimal(f"{number:.15g}").scaleb(decimals)
    return int(scaled) if scaled == scaled.to_integral_value() and abs(scaled) <= _MOST else None


def _scale_text(text: pl.Series, scale: _Scale) -> pl.Series:
    """Return text as whole units; null where it cannot be read in exactly one way."""
    plain_digits = text.cast(pl.Int64, strict=False)
    units = _scale_whole(plain_digits, scale)
    others = (text.is_not_null() & plain_digits.is_null()).arg_true()
    if not len(others):
        return units
    return units.scatter(others, _scale_written(text.gather(others), scale))


def _scale_written(text: pl.Series, scale: _Scale) -> pl.Series:
    """Return text that is more than digits as whole units."""
    shape = _shape_of(text)
    digits, negative, percent = shape["digits"], shape["negative"], shape["percent"] == "%"
    whole, fraction = _split(digits)
    sign = pl.select(pl.when(negative).then(pl.lit("-")).otherwise(pl.lit(""))).to_series()
    if scale.percent_header:
        units = _units(sign, whole, fraction, 0, scale)
        small = _refuse_small_percents(units, scale)
        units = pl.select(pl.when(percent).then(units).otherwise(small)).to_series()
    elif scale.percent_sign:
        plain_units = _units(sign, whole, fraction, 0, scale)
        percents = _units(sign, whole, fraction, 2, scale)
        units = pl.select(pl.when(percent).then(percents).otherwise(plain_units)).to_series()
    else:
        units = pl.select(pl.when(~percent).then(_units(sign, whole, fraction, 0, scale))).to_series()
    if scale.decimals:
        return _settle_one_dot(digits, sign, percent, units, scale)
    return pl.select(pl.when(~digits.str.contains(_ONE_COMMA)).then(units)).to_series()


def _shape_of(text: pl.Series) -> pl.DataFrame:
    """Return the digits, the sign and the percent sign of each text; null digits where it is no number."""
    tidy = (
        text.str.replace_all(_MINUS, "-")
        .str.replace_all(r"^['’`]", "")
        .str.replace_all(r" *([^0-9 ]) *", "${1}")
    )
    grouped = tidy.str.contains(_GROUPED)
    tidy = pl.select(pl.when(grouped).then(tidy.str.replace_all(" ", "")).otherwise(tidy)).to_series()
    groups = pl.select(tidy.str.extract_groups(_SHAPE)).to_series().struct
    before, after = groups.field("before"), groups.field("after")
    close = groups.field("close") + groups.field("last")
    opened = (before == "(") | (after == "(")
    right = (opened == (close == ")")) & ((before == "") | (after == "")) & (close != "))")
    return pl.DataFrame(
        {
            "digits": pl.select(pl.when(right).then(groups.field("digits"))).to_series(),
            "negative": opened | (before == "-") | (after == "-"),
            "percent": groups.field("percent"),
        }
    )


def _shape_of_one(text: str) -> tuple[str | None, bool]:
    """Return the digits of one text and whether `%` stands behind them, as `_shape_of` does for a column."""
    tidy = re.sub(r" *([^0-9 ]) *", r"\1", re.sub(r"^['’`]", "", re.sub(_MINUS, "-", text)))
    if re.match(_GROUPED, tidy):
        tidy = tidy.replace(" ", "")
    found = re.match(_SHAPE, tidy)
    if found is None:
        return None, False
    before, after, close = found["before"], found["after"], found["close"] + found["last"]
    opened = "(" in (before, after)
    right = opened == (close == ")") and not (before and after) and close != "))"
    return (found["digits"] if right else None), found["percent"] == "%"


def _split(digits: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the digits before and behind the decimal mark; null where the marks make no sense."""
    wholes, fractions = [], []
    taken = pl.repeat(False, len(digits), dtype=pl.Boolean, eager=True)
    for form in _FORMS:
        groups = pl.select(digits.str.extract_groups(form)).to_series().struct
        whole = groups.field("i")
        hit = whole.is_not_null() & ~taken
        wholes.append(pl.select(pl.when(hit).then(whole.str.replace_all(r"[.,]", ""))).to_series())
        if "f" in groups.fields:
            fractions.append(pl.select(pl.when(hit).then(groups.field("f"))).to_series())
        taken = taken | hit
    return (
        pl.select(pl.coalesce(wholes)).to_series(),
        pl.select(pl.coalesce(fractions)).to_series(),
    )


def _units(sign: pl.Series, whole: pl.Series, fraction: pl.Series, shift: int, scale: _Scale) -> pl.Series:
    """Return sign, digits and decimals as whole units, the value being divided by 10**shift first."""
    behind = fraction.fill_null("")
    if shift:
        padded = whole.str.zfill(shift + 1)
        whole, behind = padded.str.head(-shift), padded.str.tail(shift) + behind
    places = scale.decimals if shift else scale.written
    behind = behind.str.strip_chars_end("0")
    units = (sign + whole + behind.str.pad_end(places, "0")).cast(pl.Int64, strict=False)
    return pl.select(pl.when(behind.str.len_bytes() <= places).then(units)).to_series()


def _settle_one_dot(
    digits: pl.Series, sign: pl.Series, percent: pl.Series, units: pl.Series, scale: _Scale
) -> pl.Series:
    """Return `units` with `1.234` settled by the bounds: read as thousands, it may be decimals as well."""
    one_dot = digits.str.contains(_ONE_DOT).fill_null(False)
    if not one_dot.any():
        return units
    parts = pl.select(digits.str.extract_groups(r"^(?P<i>[0-9]+)\.(?P<f>[0-9]+)$")).to_series().struct
    whole, fraction = parts.field("i"), parts.field("f")
    small = _units(sign, whole, fraction, 0, scale)
    if scale.percent_sign and not scale.percent_header:
        shifted = _units(sign, whole, fraction, 2, scale)
        small = pl.select(pl.when(percent).then(shifted).otherwise(small)).to_series()
    large_in, small_in = _within(units, scale), _within(small, scale)
    settled = pl.when(small_in & large_in).then(None).when(small_in).then(small).otherwise(units)
    return pl.select(pl.when(one_dot).then(settled).otherwise(units)).to_series()


def _within(units: pl.Series, scale: _Scale) -> pl.Series:
    inside = units.is_not_null()
    if scale.low is not None:
        inside = inside & (units >= scale.low)
    if scale.high is not None:
        inside = inside & (units <= scale.high)
    return inside.fill_null(False)


def _refuse_small_percents(units: pl.Series, scale: _Scale) -> pl.Series:
    """Return `units` without those that, under a header with `%`, may be a share or a percent: 0,985 or 1."""
    if not scale.percent_header:
        return units
    clear = (units == 0) | (units.abs() > 10**scale.written)
    return pl.select(pl.when(clear).then(units)).to_series()


def _why_float(cell: Cell, number: float, scale: _Scale) -> Why:
    if abs(number) >= _FLOAT_DIGITS:
        return Why(
            Jenis.TERLALU_BESAR,
            _(
                "Sel berisi %(cell)s: lebih dari 15 angka, sehingga angka "
                "terakhirnya sudah hilang di lembar kerja."
            )
            % {"cell": cell},
            _("Periksa nilainya. Bila ini nomor (bukan jumlah), kolomnya mungkin tertukar."),
        )
    return _why_decimal(cell, decimal.Decimal(f"{number:.15g}"), scale)


def _why_decimal(cell: Cell, number: decimal.Decimal, scale: _Scale) -> Why:
    if scale.percent_header and 0 < abs(number) <= 1:
        return _why_small_percent(cell)
    if abs(number.scaleb(scale.written)) > _MOST:
        return _TOO_LARGE
    shown = indonesian(number)
    if scale.money:
        thousands = number * 1000
        meant = (
            _(
                " Bila maksudnya Rp%(thousands)s, titik ribuan telah terbaca sebagai "
                "koma: ketik %(thousands2)s."
            )
            % {"thousands": indonesian(int(thousands)), "thousands2": int(thousands)}
            if thousands == thousands.to_integral_value() and abs(number) < 1000
            else ""
        )
        return Why(
            Jenis.PECAHAN,
            _("Sel berisi %(shown)s: rupiah tidak boleh berpecahan.") % {"shown": shown},
            _("Tulis rupiah utuh, misalnya 2785700.%(meant)s") % {"meant": meant},
        )
    return _why_decimals(shown, scale)


def _why_decimals(shown: str, scale: _Scale) -> Why:
    places = (
        _("paling banyak %(written)s angka di belakang koma") % {"written": scale.written}
        if scale.written
        else _("harus bilangan bulat")
    )
    return Why(
        Jenis.PECAHAN,
        _("Sel berisi %(shown)s: nilai ini %(places)s.") % {"shown": shown, "places": places},
        _(
            "Bulatkan nilainya menurut aturan yang berlaku, lalu tulis hasilnya. "
            "Praja tidak membulatkan masukan."
        ),
    )


_TOO_LARGE = Why(
    Jenis.TERLALU_BESAR,
    _("Angka ini terlalu besar untuk dihitung dengan tepat."),
    _("Periksa apakah ada angka yang terketik ganda atau kolom yang tertukar."),
)


def _why_small_percent(cell: Cell) -> Why:
    return Why(
        Jenis.ANGKA_MERAGUKAN,
        _(
            "Judul kolom memuat %%, tetapi selnya berisi %(cell)s: bisa berarti "
            "%(cell)s%% atau %(cell)s bagian dari satu."
        )
        % {"cell": cell},
        _(
            "Tulis dengan tanda persen, misalnya 98,5%, atau hapus % dari judul "
            "kolom bila isinya bagian dari satu."
        ),
    )


def _why_text(text: str, fact: Fact, scale: _Scale, write: str) -> Why:
    digits, has_percent = _shape_of_one(text)
    if re.fullmatch(r"[-+]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+", text):
        return Why(
            Jenis.ANGKA_SALAH,
            _("Sel berisi %(text)s, bentuk ilmiah dari Excel: angka aslinya mungkin sudah terpotong.")
            % {"text": text},
            _("Ambil nilai asli dari sumbernya. ") + write,
        )
    if digits is None:
        return Why(Jenis.ANGKA_SALAH, _("Sel berisi %(text)s, bukan angka.") % {"text": repr(text)}, write)
    if has_percent and not scale.percent_sign:
        return Why(
            Jenis.ANGKA_SALAH,
            _("Sel berisi persen (%(text)s), padahal %(title)s bukan persen.")
            % {"text": text, "title": fact.title},
            write,
        )
    if scale.percent_header and not has_percent and re.fullmatch(r"1|[01][.,][0-9]+", digits):
        return _why_small_percent(Cell(text))
    if re.search(_ONE_COMMA, digits) and not scale.decimals:
        joined = digits.replace(",", "")
        return Why(
            Jenis.ANGKA_MERAGUKAN,
            _("Sel berisi %(text)s: bisa berarti %(joined)s atau %(value)s koma %(value2)s.")
            % {
                "text": text,
                "joined": indonesian(int(joined)),
                "value": digits.split(",")[0],
                "value2": digits.split(",")[1],
            },
            _("Tulis %(joined)s bila maksudnya %(joined2)s.")
            % {"joined": joined, "joined2": indonesian(int(joined))},
        )
    found = next((hit for form in _FORMS if (hit := re.match(form, digits))), None)
    if found is None:
        return Why(
            Jenis.ANGKA_SALAH,
            _("Sel berisi %(text)s: letak titik dan komanya tidak dapat dibaca.") % {"text": repr(text)},
            write,
        )
    if re.search(_ONE_DOT, digits) and scale.decimals:
        return Why(
            Jenis.ANGKA_MERAGUKAN,
            _("Sel berisi %(text)s: bisa berarti %(value)s atau %(value2)s.")
            % {"text": text, "value": digits.replace(".", ""), "value2": digits.replace(".", ",")},
            _("Tulis %(value)s atau %(value2)s sesuai maksudnya.")
            % {"value": digits.replace(".", ""), "value2": digits.replace(".", ",")},
        )
    parts = found.groupdict()
    if len(re.sub(r"[.,]", "", parts["i"])) + scale.decimals > 18:
        return _TOO_LARGE
    if (parts.get("f") or "").strip("0") and scale.money:
        return Why(
            Jenis.PECAHAN,
            _("Sel berisi %(text)s: rupiah tidak boleh berpecahan.") % {"text": text},
            _("Tulis rupiah utuh, misalnya 2785700."),
        )
    return _why_decimals(text, scale)
