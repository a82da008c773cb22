"""Nothing that a page lists is lost in silence: it is in the spec, or a finding or a rule says why not."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from accounts import account
from syrupy.assertion import SnapshotAssertion

from docgen.diagnostics.diagnostic import codes
from docgen.driver.workspace import Folder, read_folder
from docgen.reading.page_reader import PageReader

CORPORA = Path(__file__).parents[3] / "shared/corpora"
FOLDERS = [
    "mastodon",
    "discord",
    "gitlab/doc/api",
    "openbao/website",
    *(f"widdershins/{n}" for n in "asana gitlab mastodon petstore twilio-video".split()),
    *(f"slate/{n}" for n in "affinity audiobookshelf billplz convertkit fieldwire".split()),
    *(f"slate/{n}" for n in "overloop patreon plate zinc".split()),
    "basecamp",
    "synapse/docs",
    "prometheus/docs",
]
# Rules that leave rows out on purpose, and findings about a row that is not read.
RULES = {"DG201", "DG204", "DG206", "DG207", "DG212", "DG217", "DG218", "DG219", "DG220", "DG232", "DG348", "DG350"}  # fmt: skip
FINDINGS = {"DG108", "DG202", "DG306", "DG316", "DG211", "DG309", "DG310", "DG340", "DG347"}
IN_SPEC = {"spec", "stated twice"}

PAGE = """# Lamps

- `a guide`: no name.

| Plan | Lamps |
|:-----|:------|
| Free | ten   |

## List lamps

`GET /lamps`

| Parameter | Type   | Description |
|:----------|:-------|:------------|
| color     | string | Its color.  |

- `Authorization`: no header here, but a parameter.

Response:

- `id` (string): Its key.

### Colors

- `GET /bulbs`
"""


of_corpora = pytest.mark.skipif(
    not CORPORA.is_dir() and not os.environ.get("CI"), reason=f"{CORPORA} is not here"
)


@pytest.fixture(scope="module", params=FOLDERS)
def corpus(request: pytest.FixtureRequest) -> Folder:
    return _read(CORPORA / request.param)


def _read(folder: Path) -> Folder:
    return read_folder(folder, None, name="api")


@pytest.mark.slow
@of_corpora
def test_the_operations_are_those_of_before(corpus: Folder, snapshot: SnapshotAssertion):
    """What changes here is to be read, line by line."""
    spec = corpus.built.spec
    lines = sorted(f"{operation.path} {operation.method}" for operation in spec.operations)
    assert "\n".join([*(server.url for server in spec.servers), *lines]) == snapshot


@pytest.mark.slow
@of_corpora
def test_every_listed_item_is_accounted_for(corpus: Folder):
    counts: Counter[str] = Counter()
    lost: list[str] = []
    for path, item, how in account(corpus):
        counts[how] += 1
        if how not in IN_SPEC | RULES | FINDINGS:
            lost.append(f"{path}:{item.line}: {item.kind} {item.name} ({how})")
    assert not lost, "\n".join(lost)
    assert sum(counts[how] for how in IN_SPEC) > 10


def test_only_notes_are_rules():
    assert {codes()[rule].level for rule in RULES} == {"note"}


def test_an_account_has_each_item(tmp_path: Path):
    (tmp_path / "lamps.md").write_text(PAGE)
    found = {(item.kind, item.name): how for _, item, how in account(_read(tmp_path))}
    assert found == {
        ("row", "Free"): "DG206",
        ("request line", "`GET /lamps`"): "spec",
        ("row", "color"): "spec",
        ("bullet", "Authorization"): "spec",
        ("bullet", "id"): "spec",
        ("request line", "`GET /bulbs`"): "spec",
    }


def test_an_account_knows_what_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "lamps.md").write_text(PAGE)
    monkeypatch.setattr(PageReader, "skip", lambda *_: None)
    assert [item.name for _, item, how in account(_read(tmp_path)) if how == "lost"] == ["Free"]
