"""A city's own Word template: a path in, the bytes of a harmless DOCX out."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from xml.etree.ElementTree import Element, ParseError

from intake.findings import Finding, Kind, UnsafeFileError
from intake.guard.xml import local

#: Largest template, largest unpacked, and largest text in it, in bytes.
MOST_BYTES, MOST_UNPACKED, MOST_TEXT = 20_000_000, 200_000_000, 40_000_000
#: Members that a document without macros and without foreign programs does not have.
_ACTIVE = ("vbaproject", "activex", "embeddings/")
_TYPE = "wordprocessingml.document.main+xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Fields that only show what the document itself holds; any other may fetch or run something.
_OWN_FIELDS = re.compile(
    r"page|numpages|section|sectionpages|date|time|createdate|savedate|printdate|edittime|title|subject|author|"
    r"lastsavedby|keywords|comments|filename|docproperty|template|ref|pageref|styleref|noteref|seq|toc|tc|xe|index|"
    r"hyperlink|symbol|numwords|numchars|quote|if|compare|formtext|formcheckbox|formdropdown|revnum|=.*",
    re.IGNORECASE,
)
#: Links that are followed only when somebody clicks on them.
_CLICKED = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
#: The template that a document was made from: Word fetches it; without it nothing changes on paper.
_ATTACHED = re.compile(
    rb"<(?:\w+:)?(?:Relationship\b[^>]*?/attachedTemplate[\"'][^>]*?/>|attachedTemplate\b[^>]*?/>)"
)
UNREADABLE = Kind("template", "Die Datei lässt sich nicht lesen.", "Pfad und Rechte prüfen.")
TOO_LARGE = Kind("template", "Die Datei ist größer als 20 MB.", "Bilder verkleinern.")
_PLAIN = "Eine gewöhnliche .docx-Datei ohne Makros angeben."
UNPACKED_TOO_LARGE = Kind("template", "Die Datei ist entpackt zu groß.", _PLAIN)
NO_WORD = Kind("template", "Die Datei ist kein Word-Dokument (.docx).", _PLAIN)
HAS_MACROS = Kind("template", "Die Datei enthält Makros oder eingebettete Programme.", _PLAIN)
NO_PLAIN_WORD = Kind("template", "Die Datei ist kein Word-Dokument (.docx), sondern etwa eine Vorlage mit Makros.", _PLAIN)  # fmt: skip


HAS_DTD = Kind("template", "Die Datei definiert eigene Zeichen oder verweist auf andere Dateien (DTD).", _PLAIN)  # fmt: skip
BROKEN = Kind("template", "Der Teil „{part}“ der Datei fehlt oder ist beschädigt.",
              "Die Datei in Word öffnen und neu speichern.")  # fmt: skip
FETCHES = Kind("template", "Die Datei holt beim Öffnen Inhalte von außen („{part}“).",
               "In Word Bilder und Objekte einbetten statt verknüpfen, dann neu speichern.")  # fmt: skip
HAS_FIELD = Kind("template", "Die Datei enthält das Feld „{name}“; es kann Inhalte von außen holen oder etwas ausführen.",
                 "Das Feld in Word durch gewöhnlichen Text ersetzen.")  # fmt: skip


def read_template(path: Path) -> bytes:
    """Read a DOCX template after checking that it is one and neither runs nor fetches anything.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bytes
        As in the file, but without a link to the template that it was made from.

    Raises
    ------
    InputError
        If the file is missing, damaged, no DOCX, too large, or holds macros, embedded
        programs, a DTD, fields that fetch, or links that Word follows by itself.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise UnsafeFileError([UNREADABLE(path.name)]) from error
    if size > MOST_BYTES:
        raise UnsafeFileError([TOO_LARGE(path.name)])
    try:
        faults = list(_faults(path.name, content))
        if not faults:
            content = _detached(content)
            faults = list(_faults(path.name, content, final=True))
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, EOFError, zlib.error, NotImplementedError):  # fmt: skip
        faults = [NO_WORD(path.name)]
    if faults:
        raise UnsafeFileError(faults[:1])
    return content


def _faults(file: str, content: bytes, *, final: bool = False) -> Iterator[Finding]:
    """Why the content is no harmless DOCX; `final` allows no link to its own template."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if fault := _wrong_package(package):
            yield fault(file)
            return
        names = set(package.namelist())
        for name in sorted(names):
            if name.lower().endswith((".xml", ".rels", ".vml")):
                yield from _part_faults(file, name, package.read(name), names, final=final)


def _wrong_package(package: zipfile.ZipFile) -> Kind | None:
    """What the list of members tells."""
    members = package.infolist()
    names = [member.filename.lower() for member in members]
    text = sum(m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels", ".vml")))  # fmt: skip
    if sum(member.file_size for member in members) > MOST_UNPACKED or text > MOST_TEXT:
        return UNPACKED_TOO_LARGE
    if "word/document.xml" not in names or "[content_types].xml" not in names:
        return NO_WORD
    if any(part in name for name in names for part in _ACTIVE):
        return HAS_MACROS
    return None if _TYPE.encode() in package.read("[Content_Types].xml") else NO_PLAIN_WORD


def _part_faults(
    file: str, name: str, text: bytes, names: set[str], *, final: bool
) -> Iterator[Finding]:
    """What is wrong with one part of the document."""
    from defusedxml import DefusedXmlException, ElementTree

    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        yield HAS_DTD(file)
        return
    except (ParseError, ValueError, LookupError):
        yield BROKEN(file, part=name)
        return
    if name == "word/document.xml" and (
        root.tag != f"{_WORD}document" or root.find(f"{_WORD}body") is None
    ):
        yield BROKEN(file, part=name)
    if name.endswith(".rels"):
        yield from _link_faults(file, name, root, names, final=final)
        return
    for code in _fields(root):
        first = (code.split() or [""])[0]
        if not _OWN_FIELDS.fullmatch(first):
            yield HAS_FIELD(file, name=first[:30].upper())
    if any(_is_linked_picture(element) for element in root.iter()):
        yield FETCHES(file, part=name)


def _link_faults(
    file: str, name: str, root: Element, names: set[str], *, final: bool
) -> Iterator[Finding]:
    """Links that lead out of the document, or to a part that is not there."""
    folder = PurePosixPath(name).parent.parent
    for link in root:
        kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
        if kind == "aFChunk":
            yield FETCHES(file, part=kind)
        elif link.get("TargetMode", "").lower() == "external":
            clicked = kind == "hyperlink" and _CLICKED.match(target)
            if not clicked and (final or kind != "attachedTemplate"):
                yield FETCHES(file, part=kind)
        elif target and not target.startswith("#"):
            part = normpath(target.lstrip("/") if target.startswith("/") else str(folder / target))
            if part not in names:
                yield BROKEN(file, part=target[:60])


def _fields(root: Element) -> Iterator[str]:
    """Codes of all fields, also of those cut into several runs or standing in each other."""
    open_codes: list[str] = []
    for element in root.iter():
        kind = local(element)
        if kind == "fldSimple":
            yield element.get(f"{_WORD}instr", "")
        elif kind == "fldChar" and element.get(f"{_WORD}fldCharType") == "begin":
            open_codes.append("")
        elif kind == "instrText":
            if open_codes:
                open_codes[-1] += element.text or ""
            else:
                yield element.text or ""
        elif kind == "fldChar" and element.get(f"{_WORD}fldCharType") == "end" and open_codes:
            yield open_codes.pop()
    yield from open_codes


def _is_linked_picture(element: Element) -> bool:
    """Whether old drawings (VML) name a picture by its address."""
    return local(element) in {"imagedata", "fill", "stroke", "image"} and any(
        name.rpartition("}")[2].lower() in {"src", "href", "althref"} and text
        for name, text in element.attrib.items()
    )


def _detached(content: bytes) -> bytes:
    """Return the document without the link to the template that it was made from."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    cut = {info.filename: _ATTACHED.sub(b"", data) for info, data in parts if info.filename.startswith("word/") and info.filename.endswith((".rels", "settings.xml"))}  # fmt: skip
    if all(cut.get(info.filename, data) == data for info, data in parts):
        return content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for info, data in parts:
            package.writestr(info, cut.get(info.filename, data), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
