"""The page in a real browser, from a file, with nothing to reach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from feedback2req.adapters.report.page import HtmlReport
from tests.factories import make_snapshot, without_themes

CHROMIUM = next(filter(None, (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--allow-file-access-from-files",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium here; CI has to have one"),
]


def browse(page: Path, profile: Path) -> tuple[str, str]:
    """The page after its scripts ran, and what the browser said on its console."""
    assert CHROMIUM is not None, "CI installs Chromium"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_charts_are_drawn_and_the_console_is_silent(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(HtmlReport().render(make_snapshot()))
    dom, console = browse(page, tmp_path / "profile")
    assert console == ""
    assert 'data-charts="2"' in dom
    assert len(re.findall(r"<canvas[^>]* width=\"[1-9]", dom)) == 2
    assert 'class="chart" hidden' not in dom


def test_a_page_without_themes_is_silent_too(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(HtmlReport().render(without_themes(make_snapshot())))
    dom, console = browse(page, tmp_path / "profile")
    assert console == ""
    assert "No theme was found" in dom


def test_a_phone_never_scrolls_sideways(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes(HtmlReport().render(make_snapshot()))
    frame = tmp_path / "phone.html"
    frame.write_text(
        '<iframe src="report.html" style="width:390px;height:900px;border:0"></iframe><script>onload = () => {'
        "const page = document.querySelector('iframe').contentDocument.documentElement;"
        "document.body.dataset.widths = page.scrollWidth + ' of ' + page.clientWidth;"
        "}</script>",
        encoding="utf-8",
    )
    dom, _ = browse(frame, tmp_path / "profile")
    widths = re.search(r'data-widths="(\d+) of (\d+)"', dom)
    assert widths is not None
    assert int(widths[1]) <= int(widths[2]) <= 390
