"""Made-up families to practise with: what the cadre, alone or with a friend who plays the family, is to answer."""

from dataclasses import dataclass

from bot.flows.texts import Text


@dataclass(frozen=True, slots=True)
class Family:
    """A made-up family and its story."""

    name: Text
    story: Text


FAMILIES: dict[str, Family] = {
    "jaya": Family(
        Text("Pak Jaya"),
        Text(
            "Pak Jaya 41 tahun, buruh kebun. Istrinya Bu Mela 38. Anaknya Tono 15, kelas 9, dan Tini 3.\n"
            "Mereka menikah secara agama, buku nikah belum ada. Tono punya akta, Tini belum.\n"
            "Semua makan dua kali lebih sehari dengan telur atau ikan. Tidak ada yang sakit menahun. BPJS aktif.\n"
            "Rumah sendiri 6 x 8 meter, lantai semen, jamban leher angsa, air dari sumur tertutup.\n"
            "Belanja sebulan kira-kira 2,5 juta, pas-pasan, belum punya tabungan.\n"
            "Yang tidak ada di cerita, pilih sendiri yang masuk akal."
        ),
    ),
    "ijah": Family(
        Text("Nenek Ijah"),
        Text(
            "Nenek Ijah 67 tahun, hidup sendiri sejak suaminya meninggal. Buku nikahnya masih ada.\n"
            "Punya darah tinggi, kadang lupa minum obat. BPJS aktif.\n"
            "Rumah peninggalan 5 x 6 meter, jamban ikut tetangga, air dari sumur tertutup.\n"
            "Belanja sebulan kira-kira 700 ribu dari anaknya di kota; cukup atau tidak, beliau tidak tahu.\n"
            "Yang tidak ada di cerita, pilih sendiri yang masuk akal."
        ),
    ),
    "wati": Family(
        Text("Bu Wati"),
        Text(
            "Bu Wati 36 tahun di rumah dengan Rudi 12 dan ibunya, Nek Asih 70. Suaminya, Pak Darma 39, kerja di "
            "Malaysia dan pulang setahun sekali: tulis dengan tanda jauh.\n"
            "Menikah tercatat, akta lengkap. BPJS Nek Asih tidak aktif.\n"
            "Rumah sendiri 7 x 9 meter, jamban sendiri, air PDAM.\n"
            "Kiriman 3 juta sebulan, cukup, ada tabungan.\n"
            "Yang tidak ada di cerita, pilih sendiri yang masuk akal."
        ),
    ),
}
