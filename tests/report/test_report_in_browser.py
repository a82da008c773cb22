"""The page of `docgen report` as a reader uses it, in a headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait
from support import PATIENCE

from docgen.cli.main import main

CONNECTORS = Path(__file__).parents[2] / "specs/external_connectors/pages"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DRIVER = shutil.which("chromedriver") or "/usr/bin/chromedriver"
NEEDED = "no chromedriver: apt-get install chromium chromium-driver"
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
         "--disable-background-networking --disable-component-update --disable-sync")  # fmt: skip
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)><!--<script>"
ITEM = "GET https://graph.microsoft.com/v1.0/external/connections/fernparts/items/bell0031"
NARROW, WIDE = 400, 1400

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(DRIVER).exists() and not os.environ.get("CI"),
        reason=NEEDED,
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    assert Path(DRIVER).exists(), NEEDED
    running = Chrome(options=options, service=ChromeService(DRIVER))
    yield running
    running.quit()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled API with a fault in a request, one in a response, and markup and long words."""
    folder = tmp_path_factory.mktemp("report")
    pages = folder / "pages"
    shutil.copytree(CONNECTORS, pages)
    edit(pages / "api/externalitem-get.md", "v1.0/external/", "v1.0/External/")
    edit(pages / "api/externalitem-get.md", "get_externalitem", "get_" + "long" * 30)
    edit(pages / "api/connectionoperation-get.md", '"id": "', f'"more": "{HOSTILE}", "id": "')
    edit(pages / "api/schema-get.md", "HTTP/1.1 200 OK", "HTTP/1.1 418 " + "x" * 200)
    edit(pages / "api/externalconnection-get.md", '"id": "fernparts"', '"id": 7')
    page = folder / "report.html"
    given = ["--dialect", "graph", "--no-cache", "-o", str(page)]
    assert main(["report", str(pages), *given]) == 0
    return page


def edit(page: Path, right: str, wrong: str) -> None:
    text = page.read_text()
    assert right in text, page
    page.write_text(text.replace(right, wrong, 1))


@pytest.fixture
def shown(browser: Chrome, report: Path) -> Callable[..., Chrome]:
    """Opens the report: `shown(width, scheme)`."""

    def show(width: int = WIDE, scheme: str = "light") -> Chrome:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get(report.as_uri())
        return browser

    return show


def rows(browser: Chrome) -> list[str]:
    return [row.text for row in browser.find_elements(By.CSS_SELECTOR, "details.sample > summary")]


def told(browser: Chrome) -> str:
    return browser.find_element(By.ID, "shown").text


def search(browser: Chrome, words: str, wanted: str) -> None:
    """Types words, and waits until the page tells how many samples have them."""
    field = browser.find_element(By.ID, "words")
    field.clear()
    field.send_keys(words)
    WebDriverWait(browser, PATIENCE).until(lambda b: told(b) == wanted)


def test_words_and_verdicts_filter_the_samples(shown: Callable[..., Chrome]):
    browser = shown()
    assert told(browser) == "20 samples" and len(rows(browser)) == 20
    search(browser, "BELL0031", "1 sample")
    (row,) = rows(browser)
    assert "GET /external/connections/{connectionsId}/items/{externalItemId}" in row
    search(browser, "externalitem update", "1 sample")  # all of the words, in any order
    search(browser, "no such words", "0 samples")
    assert rows(browser) == []
    browser.find_element(By.ID, "words").clear()
    browser.refresh()
    verdict = Select(browser.find_element(By.ID, "verdict"))
    verdict.select_by_visible_text("not replayed")
    assert 2 <= len(rows(browser)) < 10 and told(browser) == f"{len(rows(browser))} samples"
    verdict.select_by_visible_text("all verdicts")
    (area,) = browser.find_elements(By.CSS_SELECTOR, "[data-area=external]")
    area.click()
    assert Select(browser.find_element(By.ID, "area")).first_selected_option.text == "external"
    assert told(browser) == "20 samples"


def opened(browser: Chrome, words: str) -> list[Any]:
    """The sides of the sample that has these words, opened by a click."""
    search(browser, words, "1 sample")
    browser.find_element(By.CSS_SELECTOR, "details.sample > summary").click()
    # `toggle` comes after the click.
    return WebDriverWait(browser, PATIENCE).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".side")
    )


def test_a_sample_shows_both_messages_and_what_differs(shown: Callable[..., Chrome]):
    request, response = opened(shown(), "bell0031")
    assert request.rect["y"] == response.rect["y"]
    assert request.rect["x"] + request.rect["width"] <= response.rect["x"]
    assert request.find_element(By.TAG_NAME, "h3").text.startswith("request: docs fault")
    assert "externalitem-get.md:" in request.find_element(By.CSS_SELECTOR, "h3 .at").text
    documented, made = request.find_elements(By.TAG_NAME, "pre")
    assert documented.text.startswith("GET /External/connections")
    assert [mark.text for mark in made.find_elements(By.TAG_NAME, "mark")] == [
        "GET /external/connections/fernparts/items/bell0031"
    ]
    assert "HTTP/1.1 200" in response.text and "response: replayed" in response.text


def test_on_a_narrow_screen_one_message_stands_above_the_other(shown: Callable[..., Chrome]):
    request, response = opened(shown(NARROW), "bell0031")
    assert request.rect["x"] == response.rect["x"]
    assert request.rect["y"] + request.rect["height"] <= response.rect["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_wider_than_the_screen(shown: Callable[..., Chrome], width: int, scheme: str):
    browser = shown(width, scheme)
    widths = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    assert browser.execute_script(widths) == [width, width]
    for summary in browser.find_elements(By.TAG_NAME, "summary"):
        browser.execute_script("arguments[0].parentElement.open = true", summary)
    WebDriverWait(browser, PATIENCE).until(
        lambda b: len(b.find_elements(By.CLASS_NAME, "sides")) == 20
    )
    assert browser.execute_script(widths) == [width, width]


# The colours of each element that holds text, and of what is behind it.
COLOURS = """
const found = [];
for (const element of document.querySelectorAll("body *")) {
  const text = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!text || !element.getClientRects().length) continue;
  let behind = element;
  while (/^rgba.*, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  found.push([element.className || element.tagName, getComputedStyle(element).color,
              getComputedStyle(behind).backgroundColor]);
}
return found;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_light_and_dark(shown: Callable[..., Chrome], scheme: str):
    browser = shown(WIDE, scheme)
    for summary in browser.find_elements(By.CSS_SELECTOR, "details > summary"):
        browser.execute_script("arguments[0].parentElement.open = true", summary)
    WebDriverWait(browser, PATIENCE).until(
        lambda b: len(b.find_elements(By.CLASS_NAME, "sides")) == 20
    )
    page = browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    assert (luminance(page) > 0.5) == (scheme == "light")
    found = browser.execute_script(COLOURS)
    assert len(found) > 100 and any("chip" in name for name, *_ in found)
    for name, text, behind in found:
        assert contrast(text, behind) >= 4.5, (name, text, behind)  # WCAG 2.2, 1.4.3


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `rgb(1, 2, 3)`, from 0 to 1 (WCAG 2.2)."""
    parts = (int(number) / 255 for number in re.findall(r"\d+", colour)[:3])
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_markup_in_a_sample_is_shown_and_never_run(shown: Callable[..., Chrome]):
    browser = shown()
    _, response = opened(browser, "get_connectionoperation")
    assert HOSTILE in response.text
    assert browser.find_elements(By.TAG_NAME, "img") == []
    assert browser.title == "docgen report"


def test_what_no_sample_shows_is_listed_when_it_is_opened(shown: Callable[..., Chrome]):
    browser = shown()
    summary = browser.find_element(By.CSS_SELECTOR, "#missing summary")
    number = int(re.search(r"\((\d+)\)", summary.text)[1])  # pyright: ignore
    assert not browser.find_elements(By.CSS_SELECTOR, "#missing li")
    summary.click()
    WebDriverWait(browser, PATIENCE).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, "#missing li")) == number
    )


def test_operations_are_filtered_by_what_they_lack(shown: Callable[..., Chrome]):
    browser = shown()
    table = browser.find_element(By.CSS_SELECTOR, ".operations")

    def visible() -> list[str]:
        lines = table.find_elements(By.CSS_SELECTOR, "tbody tr")
        return [line.text for line in lines if line.is_displayed()]

    assert len(visible()) == 18
    choice = Select(table.find_element(By.TAG_NAME, "select"))
    choice.select_by_visible_text("not verified")
    faulty = visible()
    assert 2 <= len(faulty) < 18 and all(
        "replayed\n" not in f"{line}\n" or "finding" in line for line in faulty
    )
    assert table.find_element(By.TAG_NAME, "output").text == f"{len(faulty)} operations"
    choice.select_by_visible_text("without a sample")
    assert visible() == []


def test_without_scripts_the_operations_are_there(browser: Chrome, report: Path):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(report.as_uri())
    try:
        lines = browser.find_elements(By.CSS_SELECTOR, ".operations tbody tr")
        assert len(lines) == 18 and "client.external.connections" in lines[0].text
        assert not browser.find_element(By.CSS_SELECTOR, ".operations .filter").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
