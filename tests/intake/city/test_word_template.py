"""A city's Word template: what is no plain document is refused with a sentence."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from intake.city.word_template import read_template
from intake.findings import InputError

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document(path: Path, **more: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{TYPE}"/></Types>')
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body/></w:document>')
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


def links(*rows: tuple[str, str, str]) -> str:
    """Relationships of a part: kind, target, mode."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


@pytest.mark.parametrize("part", ["word/_rels/document.xml.rels", "word/_rels/header1.xml.rels", "_rels/.rels"])  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "https://fremd.example/pixel.png"),
        ("oleObject", "file:///geheim.xlsx"),
        ("frame", "https://fremd.example/"),
        ("subDocument", "https://fremd.example/a.docx"),
        ("mailMergeSource", "file:///adressen.csv"),
        ("hyperlink", "file://fremd.example/freigabe"),
    ],
)
def test_links_that_word_follows_are_refused(tmp_path: Path, part: str, kind: str, target: str):
    path = document(tmp_path / "kopf.docx", **{part: links((kind, target, "External"))})
    with pytest.raises(InputError, match=rf"von außen \(„{kind}“\)"):
        read_template(path)


def test_links_that_wait_for_a_click_stay(tmp_path: Path):
    path = document(
        tmp_path / "kopf.docx",
        **{"word/_rels/footer1.xml.rels": links(("hyperlink", "https://stadt.example/", "External"), ("hyperlink", "mailto:a@stadt.example", "External"))},
    )  # fmt: skip
    assert read_template(path) == path.read_bytes()


def test_the_link_to_its_own_template_is_cut_and_all_else_stays(tmp_path: Path):
    said = links(("attachedTemplate", "https://fremd.example/boese.dotm", "External"))
    settings = f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="r0"/><w:zoom w:percent="90"/></w:settings>'
    path = document(
        tmp_path / "kopf.docx",
        **{"word/_rels/settings.xml.rels": said, "word/settings.xml": settings, "bild": "x"},
    )
    with zipfile.ZipFile(io.BytesIO(read_template(path))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert "fremd" not in "".join(parts.values())
    assert parts["word/settings.xml"] == settings.replace('<w:attachedTemplate r:id="r0"/>', "")
    with zipfile.ZipFile(path) as package:
        assert list(parts) == package.namelist()
        assert parts["word/document.xml"] == package.read("word/document.xml").decode()


def test_a_link_to_its_own_template_in_a_form_that_cannot_be_cut_is_refused(tmp_path: Path):
    said = links(("attachedTemplate", "https://fremd.example/boese.dotm", "External"))
    said = said.replace(' Id="r0"', ' Id="a>b"')
    path = document(tmp_path / "kopf.docx", **{"word/_rels/settings.xml.rels": said})
    with pytest.raises(InputError, match="attachedTemplate"):
        read_template(path)


def runs(*texts: str) -> str:
    """A field whose code is cut into runs."""
    cut = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in texts)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{cut}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def page(inner: str) -> str:
    return (
        f'<w:hdr xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:p>{inner}</w:p></w:hdr>'
    )


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        (runs(" DDEAUTO c:\\cmd.exe"), "DDEAUTO"),
        (runs(" D", "DE", "AUTO c:\\cmd.exe"), "DDEAUTO"),
        (runs("includepicture ", "https://fremd.example/a.png"), "INCLUDEPICTURE"),
        ('<w:fldSimple w:instr="INCLUDETEXT https://fremd.example/a.docx"/>', "INCLUDETEXT"),
        ('<w:fldSimple w:instr=" LINK Excel.Sheet.8 a.xls"/>', "LINK"),
        (runs(" IF 1 = 1 ", runs("DDE a b"), " x"), "DDE"),
        (runs(runs("QUOTE 68 68 69"), " c:\\cmd.exe"), "C:\\CMD.EXE"),
    ],
)  # fmt: skip
def test_fields_that_fetch_or_run_are_refused(tmp_path: Path, inner: str, name: str):
    inner = inner.replace("<w:instrText><w:r>", "<w:r>").replace("</w:r></w:instrText>", "</w:r>")
    path = document(tmp_path / "kopf.docx", **{"word/header1.xml": page(inner)})
    with pytest.raises(InputError, match=re.escape(f"das Feld „{name}“")):
        read_template(path)


def test_fields_that_show_the_document_itself_stay(tmp_path: Path):
    inner = runs(" PA", "GE ") + '<w:fldSimple w:instr=" NUMPAGES \\* MERGEFORMAT"/>'
    path = document(tmp_path / "kopf.docx", **{"word/footer1.xml": page(inner)})
    assert read_template(path) == path.read_bytes()


def test_a_picture_of_old_drawings_that_lies_elsewhere_is_refused(tmp_path: Path):
    inner = '<v:imagedata src="https://fremd.example/pixel.png"/>'
    with pytest.raises(InputError, match="von außen"):
        read_template(document(tmp_path / "kopf.docx", **{"word/header1.xml": page(inner)}))


DTD = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("word/styles.xml", f"{DTD}<w>&x;</w>", "DTD"),
        ("word/styles.xml", "<w:styles", r"„word/styles.xml“ der Datei fehlt oder ist beschädigt"),
        ("word/_rels/document.xml.rels", links(("styles", "styles.xml", "Internal")), r"„styles.xml“ der Datei fehlt"),
    ],
)  # fmt: skip
def test_what_is_broken_or_brings_its_own_rules_is_a_sentence(tmp_path, name, text, said):
    with pytest.raises(InputError, match=said):
        read_template(document(tmp_path / "kopf.docx", **{name: text}))


def test_a_document_without_a_body_is_a_sentence(tmp_path: Path):
    path = tmp_path / "kopf.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{TYPE}"/></Types>')
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"/>')
    with pytest.raises(InputError, match=r"„word/document.xml“ der Datei fehlt oder ist besch"):
        read_template(path)
