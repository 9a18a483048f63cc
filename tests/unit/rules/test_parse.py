"""What the parser makes of a formula, and what it says when it cannot."""

from fractions import Fraction

import pytest

from praja.rules.errors import FormulaError
from praja.rules.language.parse import DEEPEST, LONGEST, parse
from praja.rules.language.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Logic,
    Lookup,
    Name,
    Negative,
    Not,
    Number,
    Text,
    Within,
    mentions,
)


def shape(tree):
    """Return a tree as nested brackets, operands in the order of writing."""
    match tree:
        case Number(value=value):
            return str(value)
        case Text(value=text):
            return f"'{text}'"
        case Name(name=name):
            return name
        case Arithmetic(op=op, left=left, right=right) | Compare(op=op, left=left, right=right):
            return f"({shape(left)} {op} {shape(right)})"
        case Logic(op=op, left=left, right=right):
            return f"({shape(left)} {op} {shape(right)})"
        case Negative(operand=operand):
            return f"(-{shape(operand)})"
        case Not(operand=operand):
            return f"(bukan {shape(operand)})"
        case Within(operand=operand, choices=choices):
            return f"({shape(operand)} dalam {[choice.value for choice in choices]})"
        case Choose(condition=condition, then=then, other=other):
            return f"({shape(condition)} ? {shape(then)} : {shape(other)})"
        case Lookup(table=table, keys=keys):
            return f"{table}[{'; '.join(map(shape, keys))}]"
        case Call(function=function, arguments=arguments):
            return f"{function}({'; '.join(map(shape, arguments))})"
    raise AssertionError(tree)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("0,25", Fraction(1, 4)),
        ("0,25%", Fraction(1, 400)),
        ("10%", Fraction(1, 10)),
        ("100%", 1),
        ("Rp0", 0),
        ("Rp999", 999),
        ("Rp12.000.000", 12_000_000),
        ("999999999999999999", 999_999_999_999_999_999),
        ("0,00000000000000001", Fraction(1, 10**17)),
    ],
)
def test_a_number_is_read_as_indonesians_write_it(text, value):
    tree = parse(text)

    assert isinstance(tree, Number)
    assert tree.value == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("(a + b) * c", "((a + b) * c)"),
        ("-a * b", "((-a) * b)"),
        ("a - -b", "(a - (-b))"),
        ("--a", "(-(-a))"),
        ("a atau b dan c", "(a atau (b dan c))"),
        ("bukan a dan b", "((bukan a) dan b)"),
        ("bukan bukan a", "(bukan (bukan a))"),
        ("bukan a = b", "(bukan (a = b))"),
        ("a + b < c * d", "((a + b) < (c * d))"),
        ("a = 'x' atau a dalam ('y'; 'z')", "((a = 'x') atau (a dalam ['y', 'z']))"),
        ("jika a maka b selainnya jika c maka d selainnya e", "(a ? b : (c ? d : e))"),
        ("jika a maka jika b maka c selainnya d selainnya e", "(a ? (b ? c : d) : e)"),
        ("jika a maka b selainnya c + d", "(a ? b : (c + d))"),
        ("(jika a maka b selainnya c) + d", "((a ? b : c) + d)"),
        ("tabel.t[a; b + 1]", "t[a; (b + 1)]"),
        ("bulat(a / 12; Rp100)", "bulat((a / 12); 100)"),
        ("  a\n  + b ", "(a + b)"),
        ("10% * Rp1.000", "(1/10 * 1000)"),
    ],
)
def test_what_binds_tighter(text, shown):
    assert shape(parse(text)) == shown


def test_mentions_are_listed_once_in_the_order_of_writing():
    tree = parse(
        "jika b > a maka jumlah(kelompok.g) + tabel.t[b] selainnya progresif(tabel.u; a) + bulan_ini(kotor)"
    )

    found = mentions(tree)

    assert found.names == ("b", "a")
    assert found.groups == ("g",)
    assert found.tables == ("t", "u")
    assert found.earlier == ("bulan_ini(kotor)",)


REFUSED = [
    ("", 1, "rumus terputus"),
    ("   ", 4, "rumus terputus"),
    ("1 +", 4, "rumus terputus"),
    ("+1", 1, "bukan '+'"),
    ("* 2", 1, "bukan '*'"),
    ("a b", 3, "ditunggu tanda hitung"),
    ("10 gaji", 4, "ditunggu tanda hitung"),
    ("2gaji", 2, "beri tanda kali, misalnya '2 * nama'"),
    ("1e5", 2, "bukan angka"),
    ("0x10", 2, "bukan angka"),
    ("1_000", 2, "bukan angka"),
    ("10% gaji_pokok", 5, "tulis '10% * gaji_pokok'. Sisa bagi tidak ada"),
    ("10%%", 4, "tepat di belakang angka"),
    ("5 %", 3, "tepat di belakang angka"),
    ("%", 1, "misalnya 10%"),
    ("Rp12000000", 1, "titik ribuan, misalnya Rp12.000.000"),
    ("Rp1.00", 1, "titik ribuan"),
    ("Rp", 1, "tulis rupiah seperti Rp12.000.000"),
    ("RP5", 1, "tulis rupiah seperti Rp12.000.000"),
    ("Rp-5", 1, "tulis rupiah seperti Rp12.000.000"),
    ("1.5", 1, "desimal memakai koma"),
    ("12.000", 1, "titik ribuan hanya pada Rp"),
    (",5", 1, "pisahkan dengan ';'"),
    ("min(a, b)", 6, "pisahkan dengan ';'"),
    ("0,5,5", 2, "pisahkan dengan ';'"),
    ("a == b", 3, "tulis '=' satu kali"),
    ("a != b", 3, "tulis '<>'"),
    ("10**10**8", 3, "pangkat tidak ada"),
    ("a // b", 3, "tulis ke_bawah(a / b)"),
    ("a && b", 3, "tulis 'dan'"),
    ("a || b", 3, "tulis 'atau'"),
    ("(a := 1)", 4, "rumus tidak dapat memberi nama"),
    ("a and b", 3, "tulis 'dan', bukan 'and'"),
    ("not a", 1, "tulis 'bukan', bukan 'not'"),
    ("if a", 1, "tulis 'jika', bukan 'if'"),
    ("a < b < c", 7, "tidak dapat dirangkai"),
    ("jika a", 7, "ditunggu 'maka'"),
    ("jika a maka b", 14, "setiap 'jika' perlu jawaban lain"),
    ("a dalam b", 9, "misalnya dalam ('a'; 'b')"),
    ("a dalam ()", 10, "pilihan dalam petik tunggal"),
    ("'abc", 1, "tidak ditutup"),
    ('"abc"', 1, "petik tunggal"),
    ("Gaji", 1, "nama memakai huruf kecil"),
    ("a.b", 2, "titik hanya pada 'tabel.' dan 'kelompok.'"),
    ("tabel.", 7, "ditunggu sebuah nama"),
    ("tabel.t[]", 9, "ditunggu nilai"),
    ("gaji[1]", 5, "tabel ditulis tabel.gaji[…]"),
    ("(1", 3, "penutup kurung"),
    ("1)", 2, "')' tanpa pasangan pembuka"),
    ("1; 2", 2, "';' hanya memisahkan"),
    ("bulat", 1, "bulat adalah fungsi"),
    ("min(1)", 1, "perlu 2 sampai 20 isi, bukan 1"),
    ("umur(a)", 1, "perlu 2 isi, bukan 1"),
    ("a @ b", 3, "huruf '@' tidak dikenal"),
    ("__class__", 1, "huruf '_' tidak dikenal"),
    ("a.__class__", 3, "huruf '_' tidak dikenal"),
    ("'{0.__class__}'.format(a)", 16, "ditunggu tanda hitung"),
    ("lambda: a", 7, "huruf ':' tidak dikenal"),
    ("gajі", 4, "U+0456"),
    ("１", 1, "U+FF11"),
    ("ﬁ", 1, "U+FB01"),
    ("a\tb", 2, "U+0009"),
    ("a – b", 3, "U+2013"),
    ("2 × 3", 3, "U+00D7"),
]


@pytest.mark.parametrize(("text", "column", "said"), REFUSED)
def test_a_refusal_points_and_says_what_would_be_accepted(text, column, said):
    with pytest.raises(FormulaError) as caught:
        parse(text)

    message = caught.value.pointing(text)
    assert said in message
    assert message.startswith(f"kolom {column}: ")


def test_the_caret_stands_below_the_place():
    text = "10% gaji_pokok"
    with pytest.raises(FormulaError) as caught:
        parse(text)

    assert caught.value.pointing(text) == (
        "kolom 5: '%' hanya berarti persen; tulis '10% * gaji_pokok'. Sisa bagi tidak ada\n"
        "    10% gaji_pokok\n"
        "        ^"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("bulatkan(a)", "Mungkin maksud Anda: bulat"),
        ("jumlahkan(a)", "Mungkin maksud Anda: jumlah"),
        ("sum(a)", "Tulis 'jumlah'."),
        ("round(a)", "Tulis 'bulat'."),
        ("eval(a)", "Fungsi yang ada: bulat"),
        ("pangkat(a)", "Fungsi yang ada: bulat"),
    ],
)
def test_an_unknown_function_brings_a_suggestion(text, hint):
    with pytest.raises(FormulaError) as caught:
        parse(text)

    assert caught.value.hint.startswith(hint)


def test_length_digits_and_depth_are_bounded():
    parse("a" * LONGEST)
    parse("(" * DEEPEST + "1" + ")" * DEEPEST)
    parse("9" * 18)
    for text in (
        "a" * (LONGEST + 1),
        "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "-" * (DEEPEST + 1) + "1",
        "bukan " * (DEEPEST + 1) + "a",
        "1" + " + 1" * (DEEPEST + 1),
        "a" + " dan a" * (DEEPEST + 1),
        "9" * 19,
        "0," + "9" * 18,
        "Rp1" + ".000" * 6,
    ):
        with pytest.raises(FormulaError):
            parse(text)


def test_a_long_formula_is_shown_around_its_fault():
    text = "gaji + " * 30 + "@"
    with pytest.raises(FormulaError) as caught:
        parse(text)

    _, shown, caret = caught.value.pointing(text).splitlines()[:3]
    assert len(shown) < 120
    assert shown[caret.index("^")] == "@"
