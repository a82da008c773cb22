"""The page of `docgen report`: the state of each operation, and text of pages and answers that stays text."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.verify.service.exchange import Exchange, to_json

ROOT = Path(__file__).parents[2]
PARCELS = ROOT / "specs/parcels/pages"
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)><!--<script>"


class Page(HTMLParser):
    """The elements of a page, and the texts of the cells of its table of operations."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.stages: list[str] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "div" and dict(attrs).get("class") == "operations":
            self._inside.append("operations")
        if tag == "ol":
            self._inside.append("stages")
        if self._inside == ["operations"] and tag == "tr":
            self.rows.append([])
        if self._inside == ["operations"] and tag in ("td", "th"):
            self.rows[-1].append("")
        if self._inside == ["stages"] and tag == "li":
            self.stages.append("")

    def handle_endtag(self, tag: str) -> None:
        if (tag, self._inside) in (("div", ["operations"]), ("ol", ["stages"])):
            self._inside.clear()

    def handle_data(self, data: str) -> None:
        if self._inside == ["operations"] and self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + " " + data).split())
        if self._inside == ["stages"] and self.stages:
            self.stages[-1] = " ".join((self.stages[-1] + " " + data).split())

    def states(self) -> dict[str, dict[str, str]]:
        """The row of each operation, by its heads."""
        head, *rows = self.rows
        return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def report(pages: Path, *options: str) -> Page:
    output = pages.parent / "report.html"
    assert main(["report", str(pages), "--no-cache", "-o", str(output), *options]) == 0
    return Page(output.read_text("utf-8"))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    shutil.copytree(PARCELS, tmp_path / "pages")
    return tmp_path / "pages"


def edit(page: Path, right: str, wrong: str) -> None:
    text = page.read_text()
    assert right in text, page
    page.write_text(text.replace(right, wrong, 1))


def test_each_operation_has_a_row(pages: Path):
    page = report(pages)
    states = page.states()
    assert len(states) == 28
    assert states["POST /addresses client.addresses.create"] == {
        "page": "addresses.md:65",
        "typed by": "pages",
        "samples": "1",
        "verified": "replayed",
    }
    assert states["GET /labels/{label_id}/file client.labels[label_id].file.get"]["typed by"] == (
        "pages"
    )
    assert page.stages[0] == "documented 28 of 28 with a description"
    assert page.stages[2].startswith("sampled 28 of 28")
    assert page.stages[4].startswith("called 0 of 28 no recording")


@pytest.mark.slow
def test_what_is_missing_is_in_the_row(pages: Path):
    """A description, a sample, a type, and a sample that agrees with its page."""
    text = (pages / "webhooks.md").read_text()
    head, _, rest = text.partition("## Get a webhook")
    section, _, others = rest.partition("## Replace")
    section = section.partition("### Example request")[0]
    (pages / "webhooks.md").write_text(f"{head}## Get a webhook{section}## Replace{others}")
    edit(pages / "addresses.md", '"is_verified": false', '"is_verified": 7')
    states = report(pages).states()
    (get,) = (row for id, row in states.items() if id.startswith("GET /webhooks/{webhook_id}"))
    assert (get["samples"], get["verified"]) == ("none", "–")
    assert states["POST /addresses client.addresses.create"]["verified"].startswith("docs fault")


def record(folder: Path, *exchanges: Exchange) -> None:
    folder.mkdir()
    for number, exchange in enumerate(exchanges):
        (folder / f"{number}.json").write_text(to_json(exchange))


DEPOT = {
    "id": "dep_12",
    "name": "Utrecht",
    "city": "Utrecht",
    "lat": 52.1,
    "lng": 5.0,
    "features": ["lockers"],
    "opening_hours": {"monday": "07:00-19:00", "saturday": "08:00-13:00"},
}


@pytest.mark.slow
def test_a_recording_says_what_the_service_does(pages: Path):
    record(
        pages.parent / "recording",
        Exchange(
            operation="GET /depots",
            target="/depots",
            status=200,
            media_type="application/json",
            content={"data": [DEPOT], "next_cursor": None},
            has_json=True,
        ),
        Exchange(
            operation="GET /depots/{depot_id}",
            target="/depots/dep_12",
            status=200,
            media_type="application/json",
            content=DEPOT | {"lat": HOSTILE},
            has_json=True,
        ),
        Exchange(operation="GET /rates/{rate_id}", target="/rates/1", status=0, problem="Timeout"),
    )
    page = report(pages, "--replay", str(pages.parent / "recording"))
    states = page.states()
    assert states["GET /depots client.depots.list"]["service"] == "as documented 200"
    assert states["GET /depots/{depot_id} client.depots[depot_id].get"]["service"] == "differs 200"
    assert states["GET /rates/{rate_id} client.rates[rate_id].get"]["service"] == "no answer"
    assert states["GET /webhooks client.webhooks.list"]["service"] == "–"
    assert page.stages[4] == "called 1 of 28 1 differ, 1 without an answer"
    assert "img" not in {tag for tag, _ in page.elements}


@pytest.mark.slow
def test_markup_of_a_page_never_becomes_an_element(pages: Path):
    sound = report(pages)
    edit(pages / "addresses.md", '"name": "Noor de Wit"', f'"name": {json.dumps(HOSTILE)}')
    edit(pages / "addresses.md", "## Save an address", f"## Save {HOSTILE}")
    hostile = report(pages)
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in sound.elements]


@pytest.mark.slow
def test_the_page_needs_no_network(pages: Path):
    elements = report(pages).elements
    names = {name for _, attributes in elements for name in attributes}
    assert not names & {"src", "href", "srcset", "action", "background"}
    assert not {tag for tag, _ in elements} & {"link", "iframe", "object", "base"}


@pytest.mark.slow
def test_all_apis_of_a_configuration_are_on_one_page(pages: Path, tmp_path: Path):
    text = "".join(f'[api.{name}]\npages = "pages"\noutput = "src"\n' for name in ("one", "two"))
    (tmp_path / "docgen.toml").write_text(text)
    config = ["--config", str(tmp_path / "docgen.toml"), "-o", str(tmp_path / "report.html")]
    assert main(["report", *config]) == 0
    assert len(Page((tmp_path / "report.html").read_text()).rows) == 2 * 29
    assert main(["report", *config, "--api", "three"]) == 2
    assert main(["report", *config, "--replay", str(tmp_path)]) == 2
