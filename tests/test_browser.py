"""Pages in a real browser, with script switched off: readable in both directions of writing, wide and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from contribution_desk import tie_file
from service import running_service

PATHS = (
    "/",
    "/sparql",
    "/queries/",
    "/queries/disagreements",
    "/id/city/tehran",
    "/ontology",
    "/id/city/atlantis",
    "/validate",
    "/contributions/",
    "/contributions/log",
    "/links",
    "/links/city/holguin",
    "/links/comparison",
)
SIZES = {"wide": (1280, 900), "narrow": (360, 740)}


@pytest.fixture(scope="module")
def service(published: Path) -> Iterator[str]:
    with running_service(published) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


def open_page(browser: Browser, language: str, size: str = "wide", *, script: bool = False) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        java_script_enabled=script, locale=language, viewport={"width": width, "height": height}
    )
    return context.new_page()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_page_needs_sideways_scrolling(browser: Browser, service: str, language: str) -> None:
    page = open_page(browser, language, script=True)  # only to measure: the pages have none
    for path in PATHS:
        page.goto(service + path)
        root = page.locator("html")
        assert root.get_attribute("lang") == language
        assert root.get_attribute("dir") == {"fa": "rtl", "en": "ltr"}[language]
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("h1").is_visible()


def test_a_person_types_a_query_and_reads_the_result_without_script(browser: Browser, service: str) -> None:
    page = open_page(browser, "en", "narrow")
    page.goto(f"{service}/sparql")
    page.get_by_label("SPARQL query").fill("SELECT (COUNT(*) AS ?ties) WHERE { ?t a cdkg:CityTie }")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("columnheader").inner_text() == "ties"
    assert page.get_by_role("cell").inner_text() == "78"


def test_an_officer_finds_a_city_s_ties_without_sparql(browser: Browser, service: str) -> None:
    page = open_page(browser, "fa")
    page.goto(service)
    page.get_by_role("link", name="یک شهر چه پیوندهایی دارد").click()
    page.get_by_label("شهر").fill("ramsar")
    page.get_by_role("button", name="اجرا").click()
    rows = [row.inner_text().split("\t") for row in page.get_by_role("row").all()[1:]]
    assert [row[:2] for row in rows] == [["پورتو مونت", "شیلی"], ["الوکره", "قطر"]]
    page.get_by_role("link", name="city:puerto-montt").click()
    assert page.locator("h1").inner_text() == "پورتو مونت"


def test_a_faulty_query_comes_back_with_its_line_marked(browser: Browser, service: str) -> None:
    page = open_page(browser, "fa")
    page.goto(f"{service}/sparql")
    text = "SELECT *\nWHERE { ?s ?p"
    page.locator("textarea").fill(text)
    page.get_by_role("button", name="اجرا").click()
    assert page.locator("textarea").input_value() == text
    assert "سطر" in page.get_by_role("alert").inner_text()
    assert "WHERE { ?s ?p" in page.locator("mark").inner_text()


def test_script_in_data_is_shown_and_not_run(browser: Browser, service: str) -> None:
    page = open_page(browser, "en", script=True)
    page.goto(f"{service}/sparql?query=SELECT+%3Fx+%7B+BIND('<script>document.title=1</script>'+AS+%3Fx)+%7D")
    assert page.get_by_role("cell").inner_text() == "<script>document.title=1</script>"
    assert page.title() != "1"


def test_an_officer_reads_on_a_phone_what_is_wrong_with_a_file(browser: Browser, service: str) -> None:
    page = open_page(browser, "fa", "narrow", script=True)  # only to measure
    page.goto(f"{service}/validate")
    content = tie_file("a-list", ("kashan", "kyoto", "no-such-kind"))
    page.locator("#file").set_input_files({"name": "پیوندها.ttl", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="سنجش").click()
    assert "ایراد دارد" in page.locator(".verdict").inner_text()
    assert page.get_by_role("cell").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["narrow"][0]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_on_a_phone_only_the_drawing_of_the_ontology_scrolls_sideways(
    browser: Browser, service: str, language: str
) -> None:
    page = open_page(browser, language, "narrow", script=True)
    answer = page.goto(f"{service}/ontology#TieClaim")
    assert answer is not None
    assert answer.status == 200, answer.text()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    drawing = page.locator("svg.diagram").bounding_box()
    assert drawing is not None
    assert drawing["width"] > 360
