"""Services that answer as the real ones do, and as they should not: always a sentence, never half a file."""

import gzip
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
from shapely import box
from shapely.affinity import translate

from intake.findings import InputError
from intake.services import fetch_dataset, fetch_osm, read_services
from intake.services.http import Policy, ServiceError, require_allowed

OWN = Policy(
    frozenset({"127.0.0.1"}), private=True, attempts=2, pause=0.01, silence_seconds=0.5,
    total_seconds=5, most_bytes=2_000_000,
)  # fmt: skip


def squares(n, first=0):
    """Some features of a collection."""
    return [
        {"type": "Feature", "properties": {"nr": f"{i:03d}"},
         "geometry": {"type": "Polygon", "coordinates": [[[7 + i / 1000, 51], [7.001 + i / 1000, 51], [7.001 + i / 1000, 51.001], [7 + i / 1000, 51]]]}}
        for i in range(first, first + n)
    ]  # fmt: skip


def collection(features, **more):
    return {"type": "FeatureCollection", "features": features, **more}


@pytest.fixture
def served():
    """A server whose answers are functions: path → (status, headers, body); and its questions."""
    answers, asked = {}, []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - the library's name
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked.append((parts.path, query))
            answer = answers.get(parts.path, (404, {}, b"not found"))
            status, headers, body = answer(query) if callable(answer) else answer
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.base, server.answers, server.asked = f"http://127.0.0.1:{server.server_port}", answers, asked  # fmt: skip
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def portal(served, features, *, dataset="d", count=None):
    """Answer as an Opendatasoft portal does."""
    base = f"/api/explore/v2.1/catalog/datasets/{dataset}"
    about = {"dataset_id": dataset, "metas": {"default": {"title": "Bezirke", "publisher": "Stadt", "license": "dl-de/zero-2-0", "records_count": len(features) if count is None else count}}}  # fmt: skip
    served.answers[base] = (200, {}, about)
    served.answers[f"{base}/exports/geojson"] = (200, {}, collection(features))
    return base


def fetched(served, folder, kind="ods", dataset="d", policy=OWN):
    path = "/api/explore/v2.1" if kind == "ods" else "/service"
    return fetch_dataset(kind, served.base + path, dataset, policy, folder=folder)


def features_of(result):
    return json.loads(result.kept.path.read_bytes())["features"]


def fault_of(served, folder, **how):
    with pytest.raises(InputError) as caught:
        fetched(served, folder, **how)
    (finding,) = caught.value.findings
    assert finding.severity == "error"
    assert finding.message.endswith((".", "“"))
    assert finding.fix
    return finding


def test_a_portal_export_arrives_whole_with_its_source(served, tmp_path):
    portal(served, squares(5))
    result = fetched(served, tmp_path)
    assert features_of(result) == squares(5)
    assert (result.kept.n, result.kept.title) == (5, "Bezirke")
    assert result.kept.source == "Stadt, dl-de/zero-2-0"
    assert result.findings == ()


def test_an_export_with_fewer_features_than_the_portal_counts_is_fetched_by_records(
    served, tmp_path
):
    """231 records need three pages of 100; shape and point become one geometry."""
    base = portal(served, squares(7), count=231)

    def records(query):
        first = int(query.get("offset", 0))
        rows = [
            {"nr": f["properties"]["nr"], "geo_shape": {"type": "Feature", "properties": {}, "geometry": f["geometry"]}, "geo_point_2d": {"lon": 7, "lat": 51}}
            for f in squares(231)[first : first + int(query["limit"])]
        ]  # fmt: skip
        return 200, {}, {"total_count": 231, "results": rows}

    served.answers[f"{base}/records"] = records
    assert features_of(fetched(served, tmp_path)) == squares(231)
    assert [q.get("offset") for path, q in served.asked if path.endswith("records")] == ["0", "100", "200"]  # fmt: skip


def test_pages_of_an_ogc_api_follow_next_and_count(served, tmp_path):
    items = "/service/collections/d/items"

    def page(query):
        first = int(query.get("offset", 0))
        links = [{"rel": "self", "href": "x"}] + ([{"rel": "next", "href": f"{served.base}{items}?offset={first + 3}"}] if first < 6 else [])  # fmt: skip
        return 200, {}, collection(squares(8)[first : first + 3], numberMatched=8, links=links)

    served.answers[items] = page
    assert features_of(fetched(served, tmp_path, "ogcapi")) == squares(8)


def test_pages_that_point_in_a_circle_end(served, tmp_path):
    items = "/service/collections/d/items"
    links = [{"rel": "next", "href": items}]
    served.answers[items] = (200, {}, collection(squares(1), links=links))
    assert "im Kreis" in fault_of(served, tmp_path, kind="ogcapi").message


def test_a_next_link_to_another_host_is_refused(served, tmp_path):
    links = [{"rel": "next", "href": "http://169.254.169.254/latest/meta-data"}]
    served.answers["/service/collections/d/items"] = (200, {}, collection(squares(1), links=links))
    assert fault_of(served, tmp_path, kind="ogcapi").code == "service_host"


def test_a_wfs_gives_all_its_pages(served, tmp_path):
    def answer(query):
        first, n = int(query["startIndex"]), int(query["count"])
        return 200, {}, collection(squares(1203)[first : first + n], numberMatched=1203)

    served.answers["/service"] = answer
    result = fetched(served, tmp_path, "wfs", "ns:d")
    assert len({f["properties"]["nr"] for f in features_of(result)}) == 1203
    assert served.asked[0][1]["typeNames"] == "ns:d"


def gml(returned, matched):
    return f'<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" numberReturned="{returned}" numberMatched="{matched}"/>'.encode()  # fmt: skip


def test_a_wfs_without_json_gives_gml(served, tmp_path):
    report = b"<ows:ExceptionReport xmlns:ows='o'><ows:Exception><ows:ExceptionText>no such format</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"  # fmt: skip
    served.answers["/service"] = lambda q: (400, {}, report) if "outputFormat" in q else (200, {}, gml(4, 4))  # fmt: skip
    result = fetched(served, tmp_path, "wfs")
    assert (result.kept.path.suffix, result.kept.n) == (".gml", 4)
    served.answers["/service"] = lambda q: (400, {}, report) if "outputFormat" in q else (200, {}, gml(4, 9))  # fmt: skip
    other = tmp_path / "other"
    assert "4 von 9" in fault_of(served, other, kind="wfs").message


def test_a_wfs_that_refuses_is_quoted(served, tmp_path):
    report = b"<ows:ExceptionReport xmlns:ows='o'><ows:ExceptionText>Unknown type d</ows:ExceptionText></ows:ExceptionReport>"  # fmt: skip
    served.answers["/service"] = (200, {}, report)
    assert "Unknown type d" in fault_of(served, tmp_path, kind="wfs").message


def bad_answers():
    """What services do wrong: (answer, code of the finding)."""
    whole = json.dumps(collection(squares(5))).encode()
    return {
        "status 500": ((500, {}, b"oops"), "service_status"),
        "unknown data set": ((404, {}, b"{}"), "service_status"),
        "half an answer": ((200, {"Content-Length": str(len(whole))}, whole[:99]), "service_cut_off"),
        "half a document, length adjusted": ((200, {}, whole[:99]), "service_json"),
        "a web page": ((200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html>Anmelden</html>"), "service_html"),
        "a list": ((200, {}, [1]), "service_json"),
        "nesting": ((200, {}, b"[" * 200_000), "service_json"),
        "no features": ((200, {}, {"type": "FeatureCollection", "features": []}), "service_empty"),
        "another object": ((200, {}, {"error_code": "X"}), "service_form"),
        "features of another kind": ((200, {}, {"type": "FeatureCollection", "features": [1]}), "service_form"),
        "nothing": ((200, {}, b""), "service_empty"),
        "too large": ((200, {}, b" " * 2_000_001), "service_too_large"),
        "too large when unpacked": ((200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 9_000_000)), "service_too_large"),
        "badly packed": ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "service_damaged"),
        "fewer than told": ((200, {}, collection(squares(5), numberMatched=6)), "service_incomplete"),
        "redirect to another host": ((302, {"Location": "http://example.org/x"}, b""), "service_host"),
        "redirect inwards": ((302, {"Location": "http://192.168.0.1/admin"}, b""), "service_host"),
        "redirect to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "service_address"),
        "redirect in a circle": ((302, {"Location": "/service/collections/d/items"}, b""), "service_redirect"),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(bad_answers()))
def test_a_bad_answer_is_a_sentence_and_leaves_nothing(served, tmp_path, name):
    answer, code = bad_answers()[name]
    served.answers["/service/collections/d/items"] = answer
    assert fault_of(served, tmp_path, kind="ogcapi").code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["status 500", "half an answer", "a web page", "fewer than told"])
def test_the_last_good_copy_is_kept_and_said(served, tmp_path, name):
    items = "/service/collections/d/items"
    served.answers[items] = (200, {}, collection(squares(5), numberMatched=5))
    first = fetched(served, tmp_path, "ogcapi")
    served.answers[items] = bad_answers()[name][0]
    again = fetched(served, tmp_path, "ogcapi")
    assert again.kept == first.kept
    assert features_of(again) == squares(5)
    (finding,) = again.findings
    assert finding.severity == "warning"
    assert "Verwendet wird der Stand vom" in finding.message


def test_a_newer_answer_replaces_the_kept_one_and_a_damaged_copy_is_not_used(served, tmp_path):
    items = "/service/collections/d/items"
    served.answers[items] = (200, {}, collection(squares(5)))
    fetched(served, tmp_path, "ogcapi")
    served.answers[items] = (200, {}, collection(squares(6)))
    newer = fetched(served, tmp_path, "ogcapi")
    assert len(features_of(newer)) == 6
    assert len(list(tmp_path.iterdir())) == 2
    newer.kept.path.write_bytes(b"{}")
    served.answers[items] = (500, {}, b"")
    assert fault_of(served, tmp_path, kind="ogcapi").code == "service_status"


def test_a_service_that_recovers_is_asked_again_but_not_for_ever(served, tmp_path):
    tries = []

    def answer(_):
        tries.append(1)
        return (503, {"Retry-After": "0"}, b"") if len(tries) < 3 else (200, {}, collection(squares(2)))  # fmt: skip

    served.answers["/service/collections/d/items"] = answer
    patient = replace(OWN, attempts=3)
    assert fetched(served, tmp_path, "ogcapi", policy=patient).kept.n == 2
    tries.clear()
    fault_of(served, tmp_path / "other", kind="ogcapi")
    assert len(tries) == OWN.attempts


def test_a_wrong_question_is_asked_once(served, tmp_path):
    fault_of(served, tmp_path, kind="ogcapi")
    assert len(served.asked) == 1


def test_a_silent_service_ends_in_time(served, tmp_path):
    silence = threading.Event()

    def answer(_):
        silence.wait(5)
        return 200, {}, b"{}"

    served.answers["/service/collections/d/items"] = answer
    quick = replace(OWN, attempts=1, silence_seconds=0.2)
    finding = fault_of(served, tmp_path, kind="ogcapi", policy=quick)
    silence.set()
    assert finding.code == "service_timeout"
    assert "0.2 Sekunden" in finding.message.replace(",", ".")


def test_an_address_of_the_own_network_is_refused_unless_allowed(served, tmp_path):
    outside = replace(OWN, private=False)
    assert fault_of(served, tmp_path, kind="ogcapi", policy=outside).code == "service_private_address"  # fmt: skip
    assert served.asked == []
    named = Policy(frozenset({"localhost"}), attempts=1)
    with pytest.raises(InputError, match="liegt im eigenen Netz"):
        fetch_dataset("ods", "http://localhost:1/", "d", named, folder=tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:secret@127.0.0.1/", "http://127.0.0.1.evil.example/",
        "http://[::1]/", "http://evil.example#@127.0.0.1/", "http://2130706433/", "127.0.0.1", "", "http://127.0.0.1:x/",
    ],
)  # fmt: skip
def test_no_trick_with_an_address_passes_the_list_of_hosts(url):
    with pytest.raises(ServiceError):
        require_allowed(url, OWN)


def test_a_redirect_within_the_service_is_followed(served, tmp_path):
    served.answers["/service/collections/d/items"] = (301, {"Location": "/moved"}, b"")
    served.answers["/moved"] = (200, {}, collection(squares(2)))
    assert fetched(served, tmp_path, "ogcapi").kept.n == 2


def test_an_osm_extract_is_known_by_its_first_bytes(served, tmp_path):
    extract = b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x01" + bytes(100)
    served.answers["/a.osm.pbf"] = (200, {}, extract)
    result = fetch_osm(f"{served.base}/a.osm.pbf", OWN, folder=tmp_path)
    assert result.kept.path.read_bytes() == extract
    served.answers["/b.osm.pbf"] = (200, {}, b"<html>")
    with pytest.raises(InputError, match="kein OSM-Auszug"):
        fetch_osm(f"{served.base}/b.osm.pbf", OWN, folder=tmp_path)


def test_the_configured_portals_ask_their_own_hosts_over_https():
    for service in read_services().values():
        parts = urlsplit(service.url)
        assert parts.scheme == "https"
        assert parts.hostname in service.hosts
        assert service.datasets


def official(city, move=12.0, **columns):
    """Official boundaries of a city's finest level: 12 m to the east, under other names."""
    areas = city.finest.areas
    shapes = areas.geometry.translate(move)
    table = {"rowid": range(len(areas)), "unbeznr": areas.index.str.lstrip("0"), **columns}
    return json.loads(gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=areas.crs).to_crs(4326).to_json())["features"]  # fmt: skip


def test_official_boundaries_replace_the_approximate_ones(served, tmp_path, embedded_city):
    from intake.city import read_city
    from intake.services.city import official_city

    service = read_services()["dortmund"]
    portal(served, official(embedded_city))
    result = official_city(embedded_city.folder, service, [fetched(served, tmp_path / "kept")])
    assert result.replaced
    assert result.fitting == {"d": embedded_city.finest.label}
    folder = tmp_path / "stadt"
    folder.mkdir()
    for name, content in result.files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    city = read_city(folder)
    assert list(city.finest.areas.index) == list(embedded_city.finest.areas.index)
    one, other = city.finest.areas.geometry.iloc[5], embedded_city.finest.areas.geometry.iloc[5]
    assert one.hausdorff_distance(translate(other, 12)) < 0.05
    assert "angenähert" not in " ".join(section.note for section in city.config.level)
    assert "Mehrheit" in " ".join(section.note for section in city.config.level)
    assert "dl-de/zero-2-0" in (folder / "GRENZEN.md").read_text(encoding="utf-8")


def test_the_right_keys_in_the_wrong_places_replace_nothing(served, tmp_path, embedded_city):
    """Keys can fit by chance; 30 km to the east nothing fits."""
    from intake.services.city import official_city

    portal(served, official(embedded_city, move=30_000.0))
    service = read_services()["dortmund"]
    result = official_city(embedded_city.folder, service, [fetched(served, tmp_path)])
    assert not result.replaced
    assert result.fitting == {}


def test_fetch_on_the_command_line_writes_a_file_that_new_can_read(
    served, tmp_path, monkeypatch, capsys
):
    from typer.testing import CliRunner

    from cli import app

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    areas = gpd.GeoDataFrame(
        {"nr": ["1", "2"]},
        geometry=[box(393000, 5707000, 394000, 5708000), box(394000, 5707000, 395000, 5708000)],
        crs=25832,
    )
    portal(served, json.loads(areas.to_crs(4326).to_json())["features"])
    call = ["fetch", "ods", f"{served.base}/api/explore/v2.1", "--dataset", "d", "--into", str(tmp_path / "neu")]  # fmt: skip
    refused = CliRunner().invoke(app, call)
    assert refused.exit_code == 1
    assert "liegt im eigenen Netz" in refused.output
    done = CliRunner().invoke(app, [*call, "--intern"])
    assert done.exit_code == 0, done.output
    assert "2 Flächen" in done.output
    assert "--boundaries" in done.output
    assert (tmp_path / "neu" / "d.geojson").exists()
    assert CliRunner().invoke(app, ["fetch", "nirgends"]).exit_code == 2


def test_an_osm_extract_is_entered_in_a_city_without_streets(served, tmp_path, monkeypatch):
    import tomllib

    from typer.testing import CliRunner

    from cli import app

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    served.answers["/a.osm.pbf"] = (200, {}, b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + bytes(50))
    city = tmp_path / "stadt"
    city.mkdir()
    (city / "city.toml").write_text('[city]\nname = "X"\n', encoding="utf-8")
    call = ["fetch", "osm", f"{served.base}/a.osm.pbf", "--into", str(city), "--intern"]
    assert CliRunner().invoke(app, call).exit_code == 0
    entered = tomllib.loads((city / "city.toml").read_text(encoding="utf-8"))
    assert entered["network"]["file"] == "strassen.osm.pbf"
    assert (city / "strassen.osm.pbf").exists()
    before = (city / "city.toml").read_text(encoding="utf-8")
    assert CliRunner().invoke(app, call).exit_code == 0
    assert (city / "city.toml").read_text(encoding="utf-8") == before
    (city / "city.toml").write_text('[city]\nname = "Köln"\n', encoding="cp1252")
    refused = CliRunner().invoke(app, call)
    assert refused.exit_code == 1
    assert "Byte 16: Die Datei ist nicht in UTF-8." in refused.output
