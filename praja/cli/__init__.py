"""The command `praja`. Each sub-command's work is imported when it is called, so that help is instant."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

EPILOG = """contoh:
  praja hitung daftar.xlsx --periode 2026-10 --pak jambi_24_2025 --keluar hasil/
  praja jelaskan daftar.xlsx --periode 2026-10 --nip 198503122010011005
  praja hukum tampil pph --pada 2026-10-01 --pak surabaya

Kode keluar: 0 semua beres; 1 ada orang bermasalah, kasus gagal, atau hukum salah; 2 masukan tak terpakai."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # a redirected × or − must not end the run
    parser = build_parser()
    given = parser.parse_args(arguments)
    if given.run is None:
        parser.print_help()
        return 2
    module, function = given.run.split(":")
    try:
        code = int(getattr(importlib.import_module(f"praja.cli.{module}"), function)(given))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Nobody reads on. What Python still holds for the pipe goes nowhere, or it would complain at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nDihentikan.", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    from praja import __version__

    parser = argparse.ArgumentParser(
        prog="praja",
        description="Gaji dan TPP ASN, setiap rupiah dijelaskan oleh rumus yang dijalankan.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"praja {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="PERINTAH", title="perintah")
    _pay_commands(commands)
    _law_commands(commands)
    _site_commands(commands)
    _audit_commands(commands)
    _run_commands(commands)
    _slip_commands(commands)
    demo = commands.add_parser("demo", help="hitung sebulan pemerintah daerah rekaan, lalu layani situsnya")
    demo.add_argument("--keluar", type=Path, default=Path("var/demo"), metavar="DIR", help="folder hasil")
    demo.add_argument(
        "--orang", type=int, default=1250, metavar="N", help="orang pada daftar gaji (bawaan 1250)"
    )
    demo.add_argument(
        "--alamat", default="127.0.0.1:8000", metavar="HOST:PORT", help="alamat situs (bawaan 127.0.0.1:8000)"
    )
    demo.add_argument("--hanya-gaji", action="store_true", help="hitung dan jelaskan saja, tanpa situs")
    demo.add_argument("--jangan-layani", action="store_true", help="siapkan situs, lalu kembali")
    demo.set_defaults(run="demo:run")
    return parser


_Commands = argparse._SubParsersAction  # the type has no public name


def _pay_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    pay = commands.add_parser("hitung", help="hitung semua slip sebulan dari sebuah daftar gaji")
    _list_arguments(pay)
    pay.add_argument("--keluar", type=Path, required=True, metavar="DIR", help="folder hasil")
    pay.add_argument("--timpa", action="store_true", help="timpa hasil yang sudah ada")
    pay.set_defaults(run="pay:compute")
    explain = commands.add_parser("jelaskan", help="jelaskan slip satu orang sampai pasal dan baris tabelnya")
    _list_arguments(explain)
    explain.add_argument("--nip", required=True, help="NIP orang yang dijelaskan")
    explain.add_argument(
        "--aturan",
        action="append",
        default=[],
        metavar="NAMA",
        help="hanya baris ini (nama aturan atau sebutannya) dan yang menjadi dasarnya; boleh berulang",
    )
    explain.add_argument(
        "--sebagai", choices=("teks", "json", "html"), default="teks", help="bentuk keluaran"
    )
    explain.add_argument("--bahasa", choices=("id", "en"), default="id", help="bahasa penjelasan")
    explain.set_defaults(run="pay:explain")
    columns = commands.add_parser("kolom", help="tampilkan kolom yang dibaca, atau tulis lembar kosong")
    _pack_argument(columns)
    columns.add_argument("--daftar", metavar="D1,D2", help="daftar yang akan dihitung")
    columns.add_argument("--periode", metavar="TAHUN-BULAN", help="bulan yang dilayani")
    columns.add_argument("--lembar", type=Path, metavar="BERKAS.xlsx", help="tulis lembar kosong ke sini")
    columns.set_defaults(run="pay:columns")


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("masukan", type=Path, metavar="DAFTAR", help="CSV, XLSX, XLS, ODS, atau Parquet")
    parser.add_argument(
        "--periode", required=True, metavar="TAHUN-BULAN", help="bulan yang dilayani, 2026-10"
    )
    _pack_argument(parser)
    parser.add_argument("--daftar", metavar="D1,D2", help="daftar berurut saat dibayar, misalnya gaji,tpp")
    parser.add_argument("--tanggal-bayar", metavar="TANGGAL", help="hari pembayaran (bawaan: tanggal 1)")
    parser.add_argument(
        "--rinci",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="baris lebih halus: hari, anak, …",
    )
    parser.add_argument(
        "--sudah-dibayar",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="Parquet hasil daftar yang sudah dibayar bulan ini",
    )
    parser.add_argument(
        "--bulan-dasar",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="Parquet hasil gaji (dan TPP) bulan dasar THR/gaji 13",
    )


def _pack_argument(parser: argparse.ArgumentParser) -> None:
    _folder_argument(parser)
    parser.add_argument(
        "--pak", "--pack", default="nasional", metavar="PAK", help="peraturan daerah (bawaan: nasional)"
    )


def _law_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    cases = commands.add_parser("kasus", help="jalankan contoh terhitung (fakta menjadi baris slip)")
    cases.add_argument(
        "berkas", type=Path, nargs="*", metavar="BERKAS", help="tanpa berkas: semua kasus bawaan"
    )
    cases.add_argument(
        "--pak", "--pack", default=None, metavar="PAK", help="pak bagi kasus yang tidak menyebutnya"
    )
    _folder_argument(cases)
    cases.set_defaults(run="law:cases")
    law = commands.add_parser("hukum", help="periksa dan tampilkan hukum")
    law.set_defaults(run="law:menu", parser=law)
    below = law.add_subparsers(metavar="PERINTAH", title="perintah")
    check = below.add_parser("periksa", help="buktikan semua aturan, tabel, dan pak")
    check.add_argument("--pak", "--pack", default=None, metavar="PAK", help="hanya pak ini")
    _folder_argument(check)
    check.set_defaults(run="law:check")
    show = below.add_parser("tampil", help="tampilkan satu aturan, tabel, atau fakta pada suatu tanggal")
    show.add_argument("nama", metavar="NAMA")
    show.add_argument("--pada", metavar="TANGGAL", help="tahun-bulan-hari (bawaan: versi terakhir)")
    show.add_argument("--daftar", metavar="DAFTAR", help="daftar yang memuatnya")
    _pack_argument(show)
    show.set_defaults(run="law:show")
    changed = below.add_parser("beda", help="apa yang berubah antara dua tanggal")
    changed.add_argument("--pada", required=True, metavar="TANGGAL", help="tanggal pertama")
    changed.add_argument("--dan", required=True, metavar="TANGGAL", help="tanggal kedua")
    _pack_argument(changed)
    changed.set_defaults(run="law:changed")
    words = below.add_parser("kamus", help="tulis kamus nama hukum (Markdown)")
    _folder_argument(words)
    words.set_defaults(run="law:words")


def _site_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="jalankan situs: basis data, halaman, dan pekerjaan latar")
    serve.add_argument(
        "--alamat", default="127.0.0.1:8000", metavar="HOST:PORT", help="alamat (bawaan 127.0.0.1:8000)"
    )
    serve.add_argument(
        "--pekerja", type=_positive, default=2, metavar="N", help="proses yang menjawab halaman (bawaan 2)"
    )
    serve.add_argument(
        "--tanpa-latar", action="store_true", help="tanpa pekerjaan latar; jalankan `praja worker` sendiri"
    )
    serve.set_defaults(run="server:serve")
    worker = commands.add_parser("worker", help="jalankan pekerjaan latar")
    worker.add_argument(
        "--sekaligus",
        type=_positive,
        default=2,
        metavar="N",
        help="pekerjaan yang berjalan bersamaan (bawaan 2)",
    )
    worker.set_defaults(run="server:worker")
    migrate = commands.add_parser("migrasi", help="sesuaikan tabel dengan versi ini dan tetapkan hak peran")
    migrate.set_defaults(run="server:migrate")
    backup = commands.add_parser("backup", help="cadangkan basis data, berkas, dan kunci ke satu berkas")
    backup.add_argument("berkas", type=Path, metavar="BERKAS.zip", help="berkas baru")
    backup.add_argument(
        "--tanpa-kunci", action="store_true", help="kunci tidak ikut; simpan sendiri terpisah"
    )
    backup.set_defaults(run="server:backup")
    restore = commands.add_parser("restore", help="pulihkan cadangan ke pemasangan yang kosong")
    restore.add_argument("berkas", type=Path, metavar="BERKAS.zip", help="cadangan")
    restore.set_defaults(run="server:restore")
    doctor = commands.add_parser("doctor", help="apa yang salah pada pemasangan ini dan cara memperbaikinya")
    doctor.add_argument("--semua-berkas", action="store_true", help="baca semua unggahan, berapa pun lamanya")
    doctor.set_defaults(run="server:doctor")
    keys = commands.add_parser("kunci", help="kelola kunci yang menyandikan NIK")
    keys.set_defaults(run="server:keys", parser=keys)
    of_keys = keys.add_subparsers(metavar="PERINTAH", title="perintah")
    rotate = of_keys.add_parser("putar", help="buat kunci baru dan sandikan semua NIK dengannya")
    rotate.set_defaults(run="server:rotate")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} bukan angka di atas nol")
    return int(text)


def _audit_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser("audit", help="ekspor dan periksa jejak audit, kelola kuncinya")
    audit.set_defaults(run="audit:menu", parser=audit)
    below = audit.add_subparsers(metavar="PERINTAH", title="perintah")
    check = below.add_parser("verify", help="periksa sebuah ekspor, tanpa aplikasi dan basis datanya")
    check.add_argument("berkas", type=Path, metavar="BERKAS")
    check.add_argument(
        "--kunci",
        type=Path,
        metavar="BERKAS",
        help="kunci publik yang dipercaya, dari `praja audit kunci ekspor`",
    )
    check.add_argument(
        "--pembanding", type=Path, metavar="BERKAS", help="ekspor lebih lama yang harus tetap cocok"
    )
    check.set_defaults(run="audit:verify")
    export = below.add_parser("ekspor", help="tulis jejak, kepala bertanda tangan, dan kunci publik")
    export.add_argument("berkas", type=Path, metavar="BERKAS")
    export.add_argument("--dari", metavar="TANGGAL", help="hari pertama")
    export.add_argument("--sampai", metavar="TANGGAL", help="hari terakhir")
    export.add_argument("--timpa", action="store_true", help="timpa berkas yang sudah ada")
    export.set_defaults(run="audit:export")
    _key_commands(below, "audit", "tulis kunci publik untuk disimpan pemeriksa")


def _slip_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    slip = commands.add_parser("slip", help="kelola kunci penanda tangan slip yang dicetak")
    slip.set_defaults(run="slip:menu", parser=slip)
    below = slip.add_subparsers(metavar="PERINTAH", title="perintah")
    _key_commands(below, "slip", "tulis kunci publik untuk diumumkan")


def _key_commands(below: _Commands[argparse.ArgumentParser], module: str, export: str) -> None:
    keys = below.add_parser("kunci", help="tampilkan kunci penanda tangan")
    keys.set_defaults(run=f"{module}:list_keys")
    of_keys = keys.add_subparsers(metavar="PERINTAH", title="perintah")
    public = of_keys.add_parser("ekspor", help=export)
    public.add_argument("berkas", type=Path, metavar="BERKAS")
    public.set_defaults(run=f"{module}:export_keys")
    rotate = of_keys.add_parser("ganti", help="buat kunci baru, yang lama menyerahkan kepadanya")
    rotate.add_argument("--hilang", action="store_true", help="kunci lama sudah hilang")
    rotate.set_defaults(run=f"{module}:rotate")


def _run_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="periksa proses gaji yang tersimpan, atau bundelnya")
    run.set_defaults(run="run:menu", parser=run)
    below = run.add_subparsers(metavar="PERINTAH", title="perintah")
    check = below.add_parser("verify", help="hitung ulang dari fakta dan aturan yang disimpan, lalu cocokkan")
    check.add_argument(
        "proses", metavar="PROSES", help="nomor proses, atau bundel (ZIP) yang diperiksa tanpa basis data"
    )
    check.add_argument(
        "--kunci",
        type=Path,
        metavar="BERKAS",
        help="kunci publik yang dipercaya, dari `praja audit kunci ekspor`",
    )
    check.set_defaults(run="run:verify")
    bundle = below.add_parser("bundel", help="tulis fakta, aturan, hasil, dan manifes ke satu berkas")
    bundle.add_argument("proses", metavar="PROSES", help="nomor proses, dari alamat halamannya")
    bundle.add_argument("berkas", type=Path, metavar="BERKAS.zip")
    bundle.add_argument("--timpa", action="store_true", help="timpa berkas yang sudah ada")
    bundle.set_defaults(run="run:bundle")


def _folder_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hukum", type=Path, default=None, metavar="FOLDER", help="folder hukum lain")
