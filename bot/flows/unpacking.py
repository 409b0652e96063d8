"""Packed files that tell the truth about their size: whoever unpacks another at once has no memory left."""

import zipfile
from copy import copy

_WAYS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # of packing that can be undone piece by piece
_PIECE = 65_536  # bytes


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Raises BadZipFile where a part is larger than the file says of it, or packed in a way that no workbook is."""
    for part in archive.infolist():
        if part.compress_type not in _WAYS:
            raise zipfile.BadZipFile(f"{part.filename} is packed in an unusual way")
        room = copy(part)
        room.file_size += 1  # one byte more than told, to see whether it is there
        with archive.open(room) as packed:
            while packed.read(_PIECE):
                pass
            if packed.tell() > part.file_size:
                raise zipfile.BadZipFile(f"{part.filename} is larger than it says")
