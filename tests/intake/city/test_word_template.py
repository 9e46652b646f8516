"""A city's Word template: what is no plain document is refused with a sentence."""

import zipfile
from pathlib import Path

import pytest

from intake.city.word_template import read_template
from intake.findings import InputError

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def document(path: Path, **more: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{TYPE}"/></Types>')
        package.writestr("word/document.xml", "<document/>")
        for name, text in more.items():
            package.writestr(name, text)
    return path


def test_a_plain_document_is_taken_as_it_stands(tmp_path: Path) -> None:
    path = document(tmp_path / "kopf.docx", bild="x")
    assert read_template(path) == path.read_bytes()


def test_names_that_are_no_utf8_are_a_sentence(tmp_path: Path) -> None:
    """The archive says that its names are UTF-8, and they are not."""
    path = document(tmp_path / "kopf.docx", **{"blüte.png": "x"})
    path.write_bytes(path.read_bytes().replace("blüte".encode(), b"bl\xff\xffte"))
    with pytest.raises(InputError, match=r"kein Word-Dokument \(.docx\). Eine gewöhnliche"):
        read_template(path)


@pytest.mark.parametrize(
    ("name", "said"), [("word/vbaProject.bin", "Makros"), ("word/embeddings/a.bin", "eingebettete")]
)
def test_what_runs_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_template(document(tmp_path / "kopf.docx", **{name: "x"}))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lässt sich nicht lesen. Pfad und Rechte prüfen"):
        read_template(tmp_path / "kopf.docx")
