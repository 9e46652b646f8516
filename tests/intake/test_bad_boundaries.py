"""Files that are wrong: what the collection of bad inputs expects of the vector readers."""

import csv
import json
import os
from pathlib import Path

import pytest

from intake.config import LevelSection
from intake.files.shapes import VECTOR_SUFFIXES, read_areas
from intake.findings import Finding, gathered
from intake.places.areas import areas_by_key
from intake.places.projection import metric_crs

ROOT = Path(__file__).resolve().parent.parent.parent
BAD = Path(os.environ.get("AKTIONSRAUM_BAD_INPUTS", ROOT.parent / "shared" / "bad_inputs"))


def rows() -> list[dict[str, str]]:
    """Rows of the manifest that concern vector files made for this purpose."""
    if not (BAD / "manifest.csv").is_file():
        return []
    with (BAD / "manifest.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["role"] in {"boundaries", "security"}
                and Path(row["file"]).suffix in VECTOR_SUFFIXES - {".json"}]  # fmt: skip


def understood(path: Path) -> tuple[list[str], float, int]:
    """Keys, area in m² and number of findings of a file whose key column is plain to see."""
    features, findings = read_areas(path)
    key = next((column for column in ("schluessel", "key") if column in features), "")
    section = LevelSection(
        id="a", label="A", file=path.name, key=key, name="name" if "name" in features else ""
    )
    areas, more = areas_by_key(features.to_crs(metric_crs(features)), section, file=path.name)
    return areas.index.tolist(), float(areas.area.sum()), len(findings) + len(more)


@pytest.mark.skipif(not rows(), reason=f"the bad inputs are not at {BAD} (AKTIONSRAUM_BAD_INPUTS)")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_each_file_is_accepted_repaired_or_refused_as_expected(row: dict[str, str]) -> None:
    expect = json.loads(row["expect"]) if row["expect"].startswith("{") else {}
    made_here = row["source_repo"] == "made for this project"
    faults: list[Finding] = []
    found = None
    with gathered(faults):
        found = understood(BAD / row["file"])
    if found is None:
        codes = {fault.code for fault in faults if fault.severity == "error"}
        # a public file need not be a city's; a file without areas cannot become one
        asks = all(code.startswith("ask") or code == "column_missing" for code in codes)
        assert codes
        assert row["must"] in {"error", "reject"} or (
            asks and (not made_here or codes == {"ask_areas"})
        )
        text = " ".join(fault.sentence() for fault in faults)
        words = expect.get("must_mention", []) if row["must"] == "error" else []
        assert all(word in text for word in words if word != "zip")
        return
    keys, area, findings = found
    assert row["must"] in {"accept", "repair"}
    assert sorted(keys) == sorted(expect.get("keys", keys))
    assert area == pytest.approx(expect.get("area_m2", area), rel=expect.get("area_tol", 0.002))
    assert findings or row["must"] == "accept"
