"""Read a formula: from text to syntax tree, or a message that points at the place.

The grammar is in docs/law/bahasa-rumus.md. A formula is an expression and nothing else: no names but
those of the law, no attributes, no statements. Length, depth and digits are bounded, so that reading
any text takes bounded time and memory.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable
from fractions import Fraction

from praja.rules.errors import FormulaError, did_you_mean
from praja.rules.language.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    GroupName,
    Logic,
    Lookup,
    Name,
    Negative,
    Not,
    Number,
    Style,
    TableName,
    Text,
    Tree,
    Within,
)

LONGEST = 500
DEEPEST = 40
MOST_DIGITS = 18

KEYWORDS = ("jika", "maka", "selainnya", "atau", "dan", "bukan", "dalam")

FUNCTIONS: dict[str, tuple[int, int]] = {
    "bulat": (1, 2),
    "ke_bawah": (1, 2),
    "ke_atas": (1, 2),
    "min": (2, 20),
    "max": (2, 20),
    "jumlah": (1, 1),
    "banyak": (1, 1),
    "progresif": (2, 2),
    "bulan_ini": (1, 1),
    "tahun_ini": (1, 1),
    "bulan_dasar": (1, 1),
    "bulan_antara": (2, 2),
    "hari_antara": (2, 2),
    "umur": (2, 2),
}
"""The functions of the language with the least and most number of arguments."""

_TOKEN = re.compile(
    r"""
      (?P<space>[ \n]+)
    | (?P<rupiah>Rp[0-9.]*[0-9])
    | (?P<number>[0-9][0-9.,]*[0-9]|[0-9])
    | (?P<name>[a-z][a-z0-9_]*)
    | (?P<text>'[^'\n]*')
    | (?P<op><=|>=|<>|[-+*/=<>()\[\];.%])
    """,
    re.VERBOSE,
)
_RUPIAH = re.compile(r"[0-9]{1,3}(\.[0-9]{3})*")
_NUMBER = re.compile(r"[0-9]+(,[0-9]+)?")

_FOREIGN = {
    "==": "tulis '=' satu kali",
    "!=": "tulis '<>' untuk 'tidak sama dengan'",
    "**": "pangkat tidak ada dalam bahasa ini",
    "//": "tulis ke_bawah(a / b)",
    "&&": "tulis 'dan'",
    "||": "tulis 'atau'",
    ":=": "rumus tidak dapat memberi nama; tulis aturan tersendiri",
}
_FOREIGN_WORDS = {
    "and": "dan",
    "or": "atau",
    "not": "bukan",
    "if": "jika",
    "then": "maka",
    "else": "selainnya",
    "in": "dalam",
    "sum": "jumlah",
    "count": "banyak",
    "round": "bulat",
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Tree:
    """Return the syntax tree of `text`.

    :raises FormulaError: pointing at the first place that is not of the language
    """
    if len(text) > LONGEST:
        raise FormulaError(
            f"rumus {len(text)} huruf, paling panjang {LONGEST}; pecah menjadi beberapa aturan bernama",
            at=LONGEST,
        )
    return _Parser(_tokens(text)).formula()


@functools.lru_cache(maxsize=20_000)
def parse_cached(text: str, follows: str = "") -> Tree:
    """Return `parse(text)`, remembering it: the same law is read once however many dates ask for it.

    Texts that follow the law of different days have trees of their own, since the same table name may
    mean another version in each.
    """
    return parse(text)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise _unreadable(text, at)
        kind = match.lastgroup or ""
        word = match.group()
        if text[at : at + 2] in _FOREIGN:
            raise FormulaError(f"'{text[at : at + 2]}' tidak ada: {_FOREIGN[text[at : at + 2]]}", at=at)
        if kind == "rupiah" or kind == "number":
            _check_number(kind, word, at)
            follows = text[match.end() : match.end() + 1]
            if follows.isalpha() or follows == "_":
                raise FormulaError(
                    f"'{word}{follows}' bukan angka; beri tanda kali, misalnya '{word} * nama'",
                    at=match.end(),
                )
        if kind != "space":
            tokens.append(_Token("keyword" if word in KEYWORDS else kind, word, at))
        at = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _check_number(kind: str, word: str, at: int) -> None:
    digits = sum(char.isdigit() for char in word)
    if digits > MOST_DIGITS:
        raise FormulaError(f"angka {digits} digit, paling banyak {MOST_DIGITS}", at=at)
    if kind == "rupiah" and not _RUPIAH.fullmatch(word[2:]):
        raise FormulaError(
            f"'{word}' tidak terbaca; tulis rupiah dengan titik ribuan, misalnya Rp12.000.000", at=at
        )
    if kind == "number" and not _NUMBER.fullmatch(word):
        if "," in word and "." not in word:
            raise FormulaError("pisahkan dengan ';', koma hanya untuk desimal", at=at + word.index(","))
        raise FormulaError(
            f"'{word}' tidak terbaca; desimal memakai koma (0,25), titik ribuan hanya pada Rp", at=at
        )


def _unreadable(text: str, at: int) -> FormulaError:
    char = text[at]
    if char == "," and re.search(r"Rp[0-9.]*$", text[:at]):
        return FormulaError("rupiah ditulis bulat, tanpa desimal", at=at)
    if char == ",":
        return FormulaError("pisahkan dengan ';', koma hanya untuk desimal", at=at)
    if char == "'":
        return FormulaError("teks tidak ditutup dengan tanda petik tunggal", at=at)
    if char == '"':
        return FormulaError("tulis teks dalam petik tunggal, misalnya 'pns'", at=at)
    if text.startswith(("Rp", "rp", "RP"), at):
        return FormulaError("tulis rupiah seperti Rp12.000.000", at=at)
    if char.isalpha() and char.isascii():
        return FormulaError("nama memakai huruf kecil, angka, dan garis bawah", at=at)
    two = text[at : at + 2]
    if two in _FOREIGN:
        return FormulaError(f"'{two}' tidak ada: {_FOREIGN[two]}", at=at)
    shown = char if char.isprintable() and char.isascii() else f"U+{ord(char):04X}"
    return FormulaError(f"huruf '{shown}' tidak dikenal dalam rumus", at=at)


class _Parser:
    """A Pratt parser in one method a level, weakest binding first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.next = 0
        self.depth = 0

    # --- the stream of tokens

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def accept(self, *words: str) -> _Token | None:
        token = self.token
        if token.kind in ("op", "keyword") and token.text in words:
            self.next += 1
            return token
        return None

    def expect(self, word: str, meaning: str) -> _Token:
        if found := self.accept(word):
            return found
        token = self.token
        seen = f"'{token.text}'" if token.kind != "end" else "akhir rumus"
        raise FormulaError(f"di sini ditunggu '{word}' {meaning}, bukan {seen}", at=token.at)

    def deeper(self, at: int) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(
                f"rumus bertingkat lebih dari {DEEPEST}; pecah menjadi beberapa aturan bernama", at=at
            )

    # --- the grammar

    def formula(self) -> Tree:
        tree = self.expression()
        token = self.token
        if token.kind == "end":
            return tree
        if token.text == "%":
            number = self.tokens[self.next - 1].text
            raise FormulaError(
                f"'%' hanya berarti persen tepat di belakang angka; tulis '{number}%', "
                f"dan untuk mengalikan '{number}% * …'",
                at=token.at,
            )
        if token.text == ")" or token.text == "]":
            raise FormulaError(f"'{token.text}' tanpa pasangan pembuka", at=token.at)
        if token.text == ";":
            raise FormulaError("';' hanya memisahkan isi kurung sebuah fungsi atau tabel", at=token.at)
        raise self.unexpected_after(token)

    def unexpected_after(self, token: _Token) -> FormulaError:
        previous = self.tokens[self.next - 1]
        if previous.text == "%":
            value = self.tokens[self.next - 2].text
            return FormulaError(
                f"'%' hanya berarti persen; tulis '{value}% * {token.text}'. Sisa bagi tidak ada", at=token.at
            )
        if token.text in _FOREIGN_WORDS:
            return FormulaError(f"tulis '{_FOREIGN_WORDS[token.text]}', bukan '{token.text}'", at=token.at)
        if token.text == "[" and previous.kind == "name":
            return FormulaError(f"tabel ditulis tabel.{previous.text}[…]", at=token.at)
        if token.text in ("=", "<>", "<", "<=", ">", ">="):
            return FormulaError("perbandingan tidak dapat dirangkai; hubungkan dengan 'dan'", at=token.at)
        return FormulaError(
            f"sebelum '{token.text}' ditunggu tanda hitung (+ - * /), 'dan', 'atau', atau akhir rumus",
            at=token.at,
        )

    def expression(self) -> Tree:
        start = self.accept("jika")
        if start is None:
            return self.either()
        self.deeper(start.at)
        condition = self.either()
        self.expect("maka", "sesudah syarat 'jika'")
        then = self.expression()
        self.expect("selainnya", "karena setiap 'jika' perlu jawaban lain")
        other = self.expression()
        self.depth -= 1
        return Choose(condition, then, other, start.at)

    def either(self) -> Tree:
        return self.chain(self.both, ("atau",))

    def both(self) -> Tree:
        return self.chain(self.negated, ("dan",))

    def chain(self, part: Callable[[], Tree], words: tuple[str, ...]) -> Tree:
        tree = part()
        links = 0
        while found := self.accept(*words):
            links += 1
            self.deeper(found.at)
            right = part()
            if found.text in ("atau", "dan"):
                tree = Logic(found.text, tree, right, found.at)
            else:
                tree = Arithmetic(found.text, tree, right, found.at)
        self.depth -= links
        return tree

    def negated(self) -> Tree:
        if found := self.accept("bukan"):
            self.deeper(found.at)
            tree = Not(self.negated(), found.at)
            self.depth -= 1
            return tree
        return self.comparison()

    def comparison(self) -> Tree:
        left = self.sum()
        if found := self.accept("=", "<>", "<", "<=", ">", ">="):
            return Compare(found.text, left, self.sum(), found.at)
        if found := self.accept("dalam"):
            self.expect("(", "dengan pilihan, misalnya dalam ('a'; 'b')")
            choices = [self.quoted()]
            while self.accept(";"):
                choices.append(self.quoted())
            self.expect(")", "penutup daftar pilihan")
            return Within(left, tuple(choices), found.at)
        return left

    def quoted(self) -> Text:
        token = self.token
        if token.kind != "text":
            raise FormulaError("di sini ditunggu pilihan dalam petik tunggal, misalnya 'pns'", at=token.at)
        self.next += 1
        return Text(token.text[1:-1], token.at)

    def sum(self) -> Tree:
        return self.chain(self.product, ("+", "-"))

    def product(self) -> Tree:
        return self.chain(self.unary, ("*", "/"))

    def unary(self) -> Tree:
        if found := self.accept("-"):
            self.deeper(found.at)
            tree = Negative(self.unary(), found.at)
            self.depth -= 1
            return tree
        return self.atom()

    def atom(self) -> Tree:
        token = self.take()
        if token.kind == "rupiah":
            return Number(Fraction(int(token.text[2:].replace(".", ""))), Style.RUPIAH, token.at)
        if token.kind == "number":
            value = Fraction(token.text.replace(",", "."))
            if self.token.text == "%" and self.token.at == token.at + len(token.text):
                self.next += 1
                return Number(value / 100, Style.PERSEN, token.at)
            return Number(value, Style.ANGKA, token.at)
        if token.kind == "text":
            return Text(token.text[1:-1], token.at)
        if token.text == "(":
            self.deeper(token.at)
            tree = self.expression()
            self.expect(")", "penutup kurung")
            self.depth -= 1
            return tree
        if token.kind == "name":
            return self.named(token)
        self.next -= 1
        raise self.not_a_value(token)

    def not_a_value(self, token: _Token) -> FormulaError:
        if token.kind == "end":
            return FormulaError("rumus terputus; di sini ditunggu nilai", at=token.at)
        if token.text == "%":
            return FormulaError("'%' hanya berarti persen tepat di belakang angka, misalnya 10%", at=token.at)
        return FormulaError(f"di sini ditunggu nilai, bukan '{token.text}'", at=token.at)

    def named(self, token: _Token) -> Tree:
        if self.token.text == "." and self.token.kind == "op":
            return self.dotted(token)
        if self.accept("("):
            return self.call(token)
        if token.text in FUNCTIONS:
            raise FormulaError(f"{token.text} adalah fungsi; tulis {token.text}(…)", at=token.at)
        if token.text in _FOREIGN_WORDS:
            raise FormulaError(f"tulis '{_FOREIGN_WORDS[token.text]}', bukan '{token.text}'", at=token.at)
        return Name(token.text, token.at)

    def dotted(self, token: _Token) -> Tree:
        dot = self.take()
        if token.text not in ("tabel", "kelompok"):
            raise FormulaError("titik hanya pada 'tabel.' dan 'kelompok.'", at=dot.at)
        name = self.take()
        if name.kind != "name":
            self.next -= 1
            raise FormulaError(f"sesudah '{token.text}.' ditunggu sebuah nama", at=name.at)
        if token.text == "kelompok":
            return GroupName(name.text, token.at)
        if not self.accept("["):
            return TableName(name.text, token.at)
        self.deeper(token.at)
        keys = [self.expression()]
        while self.accept(";"):
            keys.append(self.expression())
        self.expect("]", "penutup kunci tabel")
        self.depth -= 1
        return Lookup(name.text, tuple(keys), token.at)

    def call(self, token: _Token) -> Tree:
        if token.text not in FUNCTIONS:
            hint = did_you_mean(token.text, FUNCTIONS) or "Fungsi yang ada: " + ", ".join(FUNCTIONS) + "."
            if token.text in _FOREIGN_WORDS:
                hint = f"Tulis '{_FOREIGN_WORDS[token.text]}'."
            raise FormulaError(f"fungsi '{token.text}' tidak ada", at=token.at, hint=hint)
        self.deeper(token.at)
        arguments = [self.expression()]
        while self.accept(";"):
            arguments.append(self.expression())
        self.expect(")", f"penutup {token.text}(…)")
        self.depth -= 1
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            wanted = f"{least}" if least == most else f"{least} sampai {most}"
            comma = any(isinstance(one, Number) and one.value.denominator > 1 for one in arguments)
            raise FormulaError(
                f"{token.text}(…) perlu {wanted} isi, bukan {len(arguments)}",
                at=token.at,
                hint="Pisahkan dengan ';', koma hanya untuk desimal." if comma else "",
            )
        return Call(token.text, tuple(arguments), token.at)
