"""Short lessons on what is hard at the door: a case, a question, and what each answer would mean for the family."""

from dataclasses import dataclass

from bot.flows.texts import Text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, and what is to be said of it."""

    label: Text
    said: Text
    right: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A case from the field, and a question with one right answer."""

    title: Text
    case: Text
    options: tuple[Option, ...]


LESSONS: dict[str, Lesson] = {
    "buku": Lesson(
        Text("Nikah tanpa buku"),
        Text(
            "Pak Anwar dan Bu Mina menikah secara agama lima belas tahun lalu. Buku nikah dari KUA belum pernah ada.\n"
            "Di pertanyaan buku nikah, apa jawabannya?"
        ),
        (
            Option(
                Text("Ada"),
                Text(
                    "Menikahnya memang sudah, tetapi yang ditanya bukunya. Kalau dicatat Ada, tidak terlihat bahwa "
                    "keluarga ini perlu dibantu mengurusnya."
                ),
            ),
            Option(Text("Hilang"), Text("Hilang dipakai kalau dulu pernah punya. Keluarga ini belum pernah punya.")),
            Option(
                Text("Belum"),
                Text(
                    "Belum artinya bukunya belum ada, bukan pernikahannya tidak diakui. Tanyakan biasa saja, tanpa "
                    "menilai. Nanti ada saran cara mengurusnya."
                ),
                right=True,
            ),
        ),
    ),
    "rantau": Lesson(
        Text("Anak merantau"),
        Text(
            "Rani, 19 tahun, anak Bu Siti, bekerja di kota dan pulang setahun sekali.\n"
            "Apakah Rani ditulis di daftar anggota?"
        ),
        (
            Option(Text("Tidak usah"), Text("Rani masih anak keluarga ini, dan aktanya pun ikut ditanya.")),
            Option(
                Text("Ditulis, bertanda jauh"),
                Text(
                    "Tulis misalnya: Rani 19 P anak jauh. Pertanyaan yang hanya untuk orang di rumah tidak "
                    "menghitung Rani."
                ),
                right=True,
            ),
            Option(
                Text("Ditulis biasa"),
                Text("Hampir. Tanpa tanda jauh, Rani dihitung tidur di rumah ini, padahal tidak."),
            ),
        ),
    ),
    "serumah": Lesson(
        Text("Satu rumah, dua keluarga"),
        Text(
            "Di rumah Pak Hasan tinggal juga anaknya, Dedi, dengan istri dan bayinya. Dedi sudah punya kartu keluarga "
            "dan dapur sendiri.\nBagaimana mendatanya?"
        ),
        (
            Option(
                Text("Semua jadi satu"),
                Text("Kalau disatukan, kebutuhan keluarga Dedi tidak terlihat. Satu pendataan untuk satu keluarga."),
            ),
            Option(
                Text("Dua, masing-masing"),
                Text(
                    "Satu pendataan untuk satu keluarga, walau seatap. Kalau keluarga Dedi belum ada di daftar, "
                    "tekan Rumah baru."
                ),
                right=True,
            ),
            Option(
                Text("Dedi tidak didata"),
                Text("Justru keluarga muda yang sering terlewat. Dedi didata juga, sebagai keluarga sendiri."),
            ),
        ),
    ),
    "tidak_tahu": Lesson(
        Text("Jawaban “tidak tahu”"),
        Text("Bu Aisyah sudah mencoba mengira-ngira belanja sebulan, tetapi tetap tidak tahu.\nApa yang dicatat?"),
        (
            Option(
                Text("Angka 0"),
                Text("Nol artinya tidak belanja sama sekali, dan itu mengubah hitungan. Tidak tahu bukan nol."),
            ),
            Option(
                Text("Perkiraan saya sendiri"),
                Text("Maksudnya baik, tetapi yang dicatat jawaban keluarga, bukan perkiraan kita."),
            ),
            Option(
                Text("Tidak tahu"),
                Text(
                    "Tulis saja: tidak tahu. Itu jawaban yang sah, tidak dihitung sebagai kurang, dan boleh diisi "
                    "belakangan."
                ),
                right=True,
            ),
        ),
    ),
    "menolak": Lesson(
        Text("Keluarga menolak"),
        Text("Setelah dibacakan, Bapak pemilik rumah bilang tidak bersedia.\nApa yang sebaiknya dilakukan?"),
        (
            Option(
                Text("Bujuk sampai mau"),
                Text(
                    "Sekali bertanya sudah cukup. Jawaban yang dipaksa jarang benar, dan hubungan bertetangga lebih "
                    "penting."
                ),
            ),
            Option(
                Text("Tanya lalu catat alasan"),
                Text("Menolak tidak perlu alasan, dan alasannya memang tidak dicatat."),
            ),
            Option(
                Text("Tekan Tidak, lalu pamit"),
                Text(
                    "Yang tersimpan hanya hitungan bahwa ada yang menolak. Bantuan apa pun tidak berkurang. Kalau "
                    "berubah pikiran, rumahnya masih bisa dibuka."
                ),
                right=True,
            ),
        ),
    ),
    "nik": Lesson(
        Text("NIK dan foto KTP"),
        Text("Bapak menyodorkan KTP dan minta nomornya dicatat, supaya dapat bantuan.\nApa yang sebaiknya dilakukan?"),
        (
            Option(
                Text("Ketik nomornya"),
                Text(
                    "Nomor KTP dan KK tidak diperlukan di sini, dan berbahaya kalau tersebar. Kalau terketik, saya "
                    "tutup dan tidak saya simpan."
                ),
            ),
            Option(Text("Foto KTP-nya"), Text("Foto KTP bisa tersebar dari HP siapa saja. Tidak perlu difoto.")),
            Option(
                Text("Tidak dicatat"),
                Text("Jelaskan pelan-pelan: ini bukan pendaftaran bantuan. Untuk bantuan, urusannya ke kantor desa."),
                right=True,
            ),
        ),
    ),
}
PRACTISED = "praktik"  # what is recorded for an interview practised to its end
