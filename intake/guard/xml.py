"""XML from outside in, a tree out: no entities, no document types, no references."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from intake.findings import InputError, Kind, UnsafeFileError
from wording import say

#: Files larger than this are refused (bytes), and trees deeper than this.
MAX_BYTES = 100_000_000
MAX_DEPTH = 200

TOO_LARGE = Kind("file_too_large", "Die Datei ist größer als {n} MB.", "Auf die Stadt zuschneiden.")
XML_ENTITIES = Kind("xml_entities", "Die Datei definiert eigene Zeichen oder verweist auf andere Dateien (DTD); sie wird nicht geöffnet.",
                    "Die Daten ohne DTD neu ausgeben lassen.")  # fmt: skip
XML_SYNTAX = Kind("xml_syntax", "Hier ist die Datei kein gültiges XML (abgeschnitten oder beschädigt).", "Die Datei neu ausgeben lassen.")  # fmt: skip
XML_ENCODING = Kind("xml_encoding", "Die Zeichenkodierung der Datei ist nicht lesbar.", "In UTF-8 neu ausgeben lassen.")  # fmt: skip
XML_TOO_DEEP = Kind("xml_too_deep", "Die Datei ist so tief verschachtelt, wie es Geodaten nie sind.", "Neu ausgeben lassen.")  # fmt: skip


def read_xml(path: Path) -> Element:
    """Parse an XML file.

    Raises
    ------
    UnsafeFileError
        If it declares entities or refers to other files, is too large or too deep.
    InputError
        If it is no well-formed XML, with line and column.
    """
    from defusedxml import DefusedXmlException, ElementTree

    if path.stat().st_size > MAX_BYTES:
        raise UnsafeFileError([TOO_LARGE(path.name, n=MAX_BYTES // 1_000_000)])
    try:
        root = ElementTree.fromstring(path.read_bytes(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnsafeFileError([XML_ENTITIES(path.name)]) from error
    except ParseError as error:
        line, column = error.position
        raise InputError([XML_SYNTAX(path.name, say("Zeile {row}, Spalte {column}", row=line, column=column + 1))]) from error  # fmt: skip
    except (ValueError, LookupError) as error:
        raise InputError([XML_ENCODING(path.name)]) from error
    _require_shallow(root, path)
    return root


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def text_of(element: Element | None) -> str:
    """Text of an element, stripped; "" if there is none."""
    return (element.text or "").strip() if element is not None else ""


def _require_shallow(root: Element, path: Path) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise UnsafeFileError([XML_TOO_DEEP(path.name)])
        level = [child for element in level for child in element]
