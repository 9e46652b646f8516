"""A city's own Word template: a path in, the bytes of a harmless DOCX out."""

import io
import zipfile
from pathlib import Path

from intake.findings import Finding, UnsafeFileError

#: Largest template, and largest unpacked, in bytes.
MOST_BYTES, MOST_UNPACKED = 20_000_000, 200_000_000
#: Members that a document without macros and without foreign programs does not have.
_ACTIVE = ("vbaproject", "activex", "embeddings/")
_TYPE = "wordprocessingml.document.main+xml"


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
        raise _refused(
            path, "Die Datei lässt sich nicht lesen.", "Pfad und Rechte prüfen."
        ) from error
    if size > MOST_BYTES:
        raise _refused(path, "Die Datei ist größer als 20 MB.", "Bilder verkleinern.")
    fault = _fault(content)
    if fault:
        raise _refused(path, fault, "Eine gewöhnliche .docx-Datei ohne Makros angeben.")
    return content


def _fault(content: bytes) -> str:
    """Why the content is no harmless DOCX; "" if it is one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                return "Die Datei ist entpackt zu groß."
            names = [member.filename.lower() for member in members]
            if "word/document.xml" not in names or "[content_types].xml" not in names:
                return "Die Datei ist kein Word-Dokument (.docx)."
            if any(part in name for name in names for part in _ACTIVE):
                return "Die Datei enthält Makros oder eingebettete Programme."
            if _TYPE.encode() not in package.read("[Content_Types].xml"):
                return "Die Datei ist kein Word-Dokument (.docx), sondern etwa eine Vorlage mit Makros."
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        return "Die Datei ist kein Word-Dokument (.docx)."
    return ""


def _refused(path: Path, message: str, fix: str) -> UnsafeFileError:
    return UnsafeFileError([Finding("error", "template", path.name, "", message, fix)])
