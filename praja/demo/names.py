"""Names to make up people from: common Javanese and Indonesian names, put together by chance."""

from __future__ import annotations

from random import Random

MEN = (
    "Aditya Agung Ahmad Angga Arief Bagas Bagus Bayu Catur Danang Dimas Dwi Edi Eko Fajar Faisal Galih "
    "Gilang Hari Hendra Heru Ilham Imam Irfan Krisna Lukman Nanang Panji Pandu Rahmat Reza Ridho Rizal "
    "Satria Sigit Surya Taufik Teguh Tri Wahyu Wisnu Yoga Yudha Yusuf Zainal"
).split()
WOMEN = (
    "Alifa Anisa Ayu Citra Diah Dian Dwi Eka Endang Erna Fitri Hesti Ika Indah Intan Kartika Laila Lilis "
    "Mega Melati Nabila Nadia Nina Novita Nur Nurul Puji Putri Rahma Ratih Ratna Rina Rini Rizka Salma "
    "Sekar Septi Tari Tika Titik Umi Vina Wening Wulan Yuni"
).split()
MIDDLE = (
    "Adi Aji Arum Bakti Budi Candra Darma Gita Harsa Hasna Jati Kirana Laras Mukti Nawang Panca Rahayu "
    "Ramadhan Retno Rukmi Sasmita Setya Sukma Surya Tirta Utami Wening Widi Wijaya Yulia"
).split()
LAST_OF_MEN = (
    "Adiguna Atmaja Cahyono Darmawan Hadiwinata Handoko Hartanto Hardiman Kurniawan Lesmana Mahardika "
    "Nugroho Pambudi Pamungkas Prasetya Prayitno Purnama Rahardian Sanjaya Saputro Setiaji Sudarsana "
    "Sulistya Suryadi Triatmojo Wirayuda Wibisono Widagdo Wiratama Yudhistira"
).split()
LAST_OF_WOMEN = (
    "Anggraeni Astuti Damayanti Fadhilah Handayani Hapsari Indriani Kinasih Kusumastuti Larasati Maharani "
    "Mulyasari Ningrum Nirmala Palupi Permatasari Pertiwi Prameswari Purbasari Puspita Rahmawati Safitri "
    "Saraswati Setyorini Sulistyowati Wardani Wijayanti Winarsih Wulandari Yuliastuti"
).split()


def name_of(dice: Random, *, woman: bool) -> str:
    """Return a full name; two of three people have a middle name."""
    first = dice.choice(WOMEN if woman else MEN)
    middle = dice.choice(MIDDLE) if dice.random() < 0.66 else ""
    last = dice.choice(LAST_OF_WOMEN if woman else LAST_OF_MEN)
    return " ".join(part for part in (first, middle if middle != first else "", last) if part)
