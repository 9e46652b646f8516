"""A city's own Word template: a path in, the bytes of a harmless DOCX out."""

import io
import zipfile
import zlib
from pathlib import Path

from intake.findings import Kind, UnsafeFileError

#: Largest template, and largest unpacked, in bytes.
MOST_BYTES, MOST_UNPACKED = 20_000_000, 200_000_000
#: Members that a document without macros and without foreign programs does not have.
_ACTIVE = ("vbaproject", "activex", "embeddings/")
_TYPE = "wordprocessingml.document.main+xml"


UNREADABLE = Kind("template", "Die Datei lässt sich nicht lesen.", "Pfad und Rechte prüfen.")
TOO_LARGE = Kind("template", "Die Datei ist größer als 20 MB.", "Bilder verkleinern.")
_PLAIN = "Eine gewöhnliche .docx-Datei ohne Makros angeben."
UNPACKED_TOO_LARGE = Kind("template", "Die Datei ist entpackt zu groß.", _PLAIN)
NO_WORD = Kind("template", "Die Datei ist kein Word-Dokument (.docx).", _PLAIN)
HAS_MACROS = Kind("template", "Die Datei enthält Makros oder eingebettete Programme.", _PLAIN)
NO_PLAIN_WORD = Kind("template", "Die Datei ist kein Word-Dokument (.docx), sondern etwa eine Vorlage mit Makros.", _PLAIN)  # fmt: skip


def read_template(path: Path) -> bytes:
    """Read a DOCX template after checking that it is one and holds nothing that runs.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        If the file is missing, no DOCX, too large, or holds macros or embedded programs.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise UnsafeFileError([UNREADABLE(path.name)]) from error
    fault = TOO_LARGE if size > MOST_BYTES else _fault(content)
    if fault:
        raise UnsafeFileError([fault(path.name)])
    return content


def _fault(content: bytes) -> Kind | None:
    """Why the content is no harmless DOCX; None if it is one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                return UNPACKED_TOO_LARGE
            names = [member.filename.lower() for member in members]
            if "word/document.xml" not in names or "[content_types].xml" not in names:
                return NO_WORD
            if any(part in name for name in names for part in _ACTIVE):
                return HAS_MACROS
            if _TYPE.encode() not in package.read("[Content_Types].xml"):
                return NO_PLAIN_WORD
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, EOFError, zlib.error):
        return NO_WORD
    return None
