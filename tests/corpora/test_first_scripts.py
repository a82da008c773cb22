"""What a user writes first, after the README of a package: ten lines for each of ten APIs, checked strictly and run.

The server answers with the samples of the same pages.
"""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copytree

import pytest
from scripts import CORPORA, ROOT, SCRIPTS, errors_of_pyright, make_package, output, served

# Package -> its pages, and the path of its API.
PAGES = {
    "parcels": (ROOT / "specs/parcels/pages", "/v1"),
    "external_connectors": (ROOT / "specs/external_connectors/pages", "/v1.0"),
    "gitlab_api": (CORPORA / "gitlab/doc", "/api/v4"),
    "mastodon_api": (CORPORA / "mastodon/content", ""),
    "discord_api": (CORPORA / "discord/developers", "/api"),
    "openbao_api": (CORPORA / "openbao/website", "/v1"),
    "basecamp_api": (CORPORA / "basecamp", "/999"),
    "synapse_api": (CORPORA / "synapse/docs", ""),
    "prometheus_api": (CORPORA / "prometheus/docs", ""),
    "fieldwire_api": (CORPORA / "slate/fieldwire", ""),
}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("package", PAGES)
def test_a_first_script(package: str, tmp_path: Path):
    pages, path = PAGES[package]
    if not pages.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"{pages} is not here")
    if pages.is_relative_to(ROOT):
        copytree(ROOT / "generated" / package, tmp_path / package)
    else:
        make_package(pages, package, tmp_path)
    script = tmp_path / f"first_{package}.py"
    script.write_text((SCRIPTS / script.name).read_text("utf-8"), "utf-8")
    with served(pages) as address:
        assert output(script, address + path, folder=tmp_path)
    assert "\n0 errors" in f"\n{errors_of_pyright(tmp_path, script.name)}"
