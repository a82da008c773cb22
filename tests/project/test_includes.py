"""Pages with the files that they include, as they are read from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.diagnostics.diagnostic import in_page_order
from docgen.diagnostics.position import Source, with_included
from docgen.project.cache_keys import keys
from docgen.project.sources import read_sources
from docgen.reading.assemble import assemble
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.markdown.parser import Paragraph


def sources(folder: Path, files: dict[str, str], *partials: str) -> list[Source]:
    """The pages below `docs` of a folder with these files."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return read_sources(folder / "docs", [folder / path for path in partials]).sources


def outline(source: Source) -> list[str]:
    """What a document says, each with its file and line; findings by code."""
    document = assemble(source)
    said = [b for b in document.blocks if isinstance(b, Paragraph)]
    return [
        *(f"{b.span.path}:{b.span.line} {b.text}" for b in said),
        *(f"{d.at.path}:{d.at.line} {d.code}" for d in in_page_order(document.diagnostics)),
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"docs/a.md": "one\n@include 'b.mdx'\ntwo", "docs/partials/b.mdx": "in"},
            ["a.md:1 one", "partials/b.mdx:1 in", "a.md:3 two"],
        ),
        (
            {"docs/x/y/a.md": "@include 'c/b.mdx'", "docs/x/partials/c/b.mdx": "in"},
            ["x/partials/c/b.mdx:1 in"],
        ),
        (
            {"docs/x/a.md": "[!INCLUDE [b](../b/C.md)]", "docs/b/c.md": "in"},
            ["b/c.md:1 in"],
        ),
        (
            {"docs/x/a.md": "[!INCLUDE [b](~/b/c.md)]", "docs/b/c.md": "in"},
            ["b/c.md:1 in"],
        ),
        (
            {"docs/a.md.erb": '<%= partial "x/b" %>\n\nout', "docs/x/_b.md.erb": "in"},
            ["x/_b.md.erb:1 in", "a.md.erb:3 out"],
        ),
        (
            {
                "docs/index.html.md": "---\nguides:\n  - b\nincludes:\n  - v/c\n---\nout",
                "docs/guides/_b.md": "in b",
                "docs/includes/v/_c.md.erb": "in c",
            },
            ["index.html.md:7 out", "guides/_b.md:1 in b", "includes/v/_c.md.erb:1 in c"],
        ),
        (
            {
                "docs/a.md": "@include 'b.md'\n\n@include 'b.md'",
                "docs/b.md": "@include 'c.md'\nb",
                "docs/c.md": "c",
            },
            ["c.md:1 c", "b.md:2 b", "c.md:1 c", "b.md:2 b"],
        ),
    ],
)
def test_what_is_included_is_where_it_is_named(
    files: dict[str, str], said: list[str], tmp_path: Path
):
    (page,) = sources(tmp_path, files)
    assert outline(page) == said


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {"docs/a.md": "x\n\n@include 'b.md'"},
            ["a.md:1 x", "a.md:3 DG117"],
        ),
        (
            {"docs/a.md": "@include 'a.md'\n\nx"},
            ["a.md:3 x", "a.md:1 DG118"],
        ),
        (
            {"docs/a.md": "@include 'b.md'", "docs/b.md": "b\n\n@include 'a.md'"},
            ["b.md:1 b", "b.md:3 DG118"],
        ),
        (
            {
                "docs/i.md": "---\nincludes:\n- a\n- c\n---\n",
                "docs/includes/_a.md": "a",
                "docs/old/_b.md": "b",
            },
            ["includes/_a.md:1 a", "i.md:4 DG117", "old/_b.md:1 DG119"],
        ),
    ],
)
def test_what_is_wrong_with_an_include(files: dict[str, str], found: list[str], tmp_path: Path):
    (page,) = sources(tmp_path, files)
    assert outline(page) == found


def test_lines_in_fences_and_lists_of_other_things_include_nothing(tmp_path: Path):
    text = "---\nlanguage_tabs:\n- shell\n---\n```\n@include 'b.md'\n```\n"
    pages = sources(tmp_path, {"docs/a.md": text, "docs/b.md": "b", "docs/_index.md": "c"})
    assert [(page.path, page.includes) for page in pages] == [
        ("_index.md", ()),
        ("a.md", ()),
        ("b.md", ()),
    ]


OUTSIDE = {
    "docs/a.md": "[!INCLUDE [b](../shared/b.md)]\n\n@include 'c.mdx'",
    "shared/b.md": "in b",
    "shared/c.mdx": "in c\n\n[!INCLUDE [d](../secret/d.md)]\n\n[!INCLUDE [e](e.txt)]",
    "shared/e.txt": "in e",
    "secret/d.md": "in d",
}


def test_nothing_outside_of_the_pages_is_read_but_folders_of_partials(tmp_path: Path):
    (page,) = sources(tmp_path, OUTSIDE)
    assert [source.path for source in with_included([page])] == ["a.md"]
    (page,) = sources(tmp_path, OUTSIDE, "shared")
    assert [source.path for source in with_included([page])] == [
        "a.md",
        "../shared/b.md",
        "../shared/c.mdx",
    ]


def test_no_link_leads_out_of_a_folder_of_partials(tmp_path: Path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "shared/b.md").symlink_to(tmp_path / "secret.md")
    (page,) = sources(tmp_path, {"docs/a.md": "[!INCLUDE [b](../shared/b.md)]"}, "shared")
    assert not page.includes


def test_files_in_a_folder_of_partials_among_the_pages_are_no_pages(tmp_path: Path):
    files = {"docs/a.md": "x", "docs/parts/b.md": "b"}
    assert [page.path for page in sources(tmp_path, files, "docs/parts")] == ["a.md"]


def test_pages_that_include_each_other_twice_come_to_an_end(tmp_path: Path):
    files = {
        f"docs/{n}.md": f"@include '{n + 1}.md'\n\n@include '{n + 1}.md'\n\n{n}" for n in range(60)
    }
    pages = sources(tmp_path, files)
    assert [page.path for page in pages] == ["0.md"]
    assert len(list(assemble(pages[0]).blocks)) < 5000


def test_the_key_of_a_page_covers_what_it_includes(tmp_path: Path):
    dialect = load_dialect("plain")
    files = {"docs/a.md": "@include 'b.md'", "docs/b.md": "@include 'c.md'", "docs/c.md": "c"}
    before = keys(sources(tmp_path, files), dialect)
    assert keys(sources(tmp_path, {}), dialect) == before
    assert keys(sources(tmp_path, {"docs/c.md": "other"}), dialect) != before
