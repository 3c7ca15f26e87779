"""A ProjectMap in a notebook: run for real, converted, read with and without scripts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import ROOT

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
nbconvert = pytest.importorskip("nbconvert")

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.xdist_group("notebook"),
    # These are of jupyter_client and of its event loop.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A notebook whose last line is the map."""
    notebook = nbformat.v4.new_notebook()
    folder = json.dumps(str(ROOT / "layers"))
    notebook.cells = [nbformat.v4.new_code_cell(f"import geo\ngeo.build({folder}, language='ru')")]
    client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")
    with pytest.MonkeyPatch.context() as patch:
        # The kernel takes the project from where these tests take it.
        patch.setenv("PYTHONPATH", str(ROOT))
        client.execute(cwd=str(tmp_path_factory.mktemp("notebook")))
    return notebook


def shown(run: Any) -> dict[str, str]:
    (output,) = run.cells[0].outputs
    found: dict[str, str] = output.data
    return found


def converted(run: Any, folder: Path) -> str:
    exporter = nbconvert.HTMLExporter(template_name="basic")
    body, _resources = exporter.from_notebook_node(run)
    path = folder / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
    return path.as_uri()


def test_the_map_shows_itself_and_offers_a_drawing(run: Any) -> None:
    assert {"text/html", "image/svg+xml"} <= set(shown(run))


def test_the_converted_notebook_opens_the_map(run: Any, chromium: Browser, tmp_path: Path) -> None:
    page = chromium.new_page(locale="ru-RU")
    page.goto(converted(run, tmp_path))
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for()
    assert frame.locator("html").get_attribute("lang") == "ru"
    page.close()


def test_where_frames_are_taken_out_the_drawing_is_seen(
    run: Any, chromium: Browser, tmp_path: Path
) -> None:
    cell = re.sub(r"<iframe.*?</iframe>", "", shown(run)["text/html"], flags=re.DOTALL)
    path = tmp_path / "untrusted.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{cell}", encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    width = page.locator("img").evaluate("image => image.naturalWidth")
    page.close()
    assert width > 300


def test_the_notebook_prints_as_a_pdf_with_the_map_in_it(
    run: Any, chromium: Browser, tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = chromium.new_page(locale="ru-RU")
    page.goto(converted(run, tmp_path))
    page.frame_locator("iframe").locator("html[data-ready=true]").wait_for()
    page.pdf(path=str(tmp_path / "notebook.pdf"), format="A4")
    page.close()
    text = "".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "notebook.pdf").pages)
    assert "Запланировано" in text


def test_a_converter_without_frames_takes_the_drawing(run: Any) -> None:
    exporter = nbconvert.MarkdownExporter()
    _body, resources = exporter.from_notebook_node(run)
    assert any(data.lstrip().startswith(b"<svg") for data in resources["outputs"].values())
