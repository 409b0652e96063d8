"""Links as pictures that a phone's camera reads."""

import io

import segno

from bot.flows.reply import Attachment

_DOT = 8  # pixels


def qr_picture(link: str, name: str = "undangan.png") -> Attachment:
    """The link as a QR picture."""
    written = io.BytesIO()
    segno.make(link, error="m", micro=False).save(written, kind="png", scale=_DOT, border=4)
    return Attachment(name, written.getvalue())
