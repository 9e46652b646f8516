"""XML from outside in, a tree out: no entities, no document types, no references."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from intake.findings import Finding, InputError, UnsafeFileError

#: Files larger than this are refused (bytes), and trees deeper than this.
MAX_BYTES = 100_000_000
MAX_DEPTH = 200


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
        raise UnsafeFileError(
            [
                _fault(
                    path,
                    "file_too_large",
                    "",
                    f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.",
                    "Auf die Stadt zuschneiden.",
                )
            ]
        )
    try:
        root = ElementTree.fromstring(path.read_bytes(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnsafeFileError([_fault(path, "xml_entities", "", "Die Datei definiert eigene Zeichen oder verweist auf andere Dateien (DTD); "
                                      "sie wird nicht geöffnet.", "Die Daten ohne DTD neu ausgeben lassen.")]) from error  # fmt: skip
    except ParseError as error:
        line, column = error.position
        raise InputError([_fault(path, "xml_syntax", f"Zeile {line}, Spalte {column + 1}", "Hier ist die Datei kein gültiges XML "
                                 "(abgeschnitten oder beschädigt).", "Die Datei neu ausgeben lassen.")]) from error  # fmt: skip
    except (ValueError, LookupError) as error:
        raise InputError(
            [
                _fault(
                    path,
                    "xml_encoding",
                    "",
                    "Die Zeichenkodierung der Datei ist nicht lesbar.",
                    "In UTF-8 neu ausgeben lassen.",
                )
            ]
        ) from error
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
            raise UnsafeFileError(
                [
                    _fault(
                        path,
                        "xml_too_deep",
                        "",
                        "Die Datei ist so tief verschachtelt, wie es Geodaten nie sind.",
                        "Neu ausgeben lassen.",
                    )
                ]
            )
        level = [child for element in level for child in element]


def _fault(path: Path, code: str, where: str, message: str, fix: str) -> Finding:
    return Finding("error", code, path.name, where, message, fix)
