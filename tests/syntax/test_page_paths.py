"""Which files are pages, and what they are called."""

from __future__ import annotations

import pytest

from docgen.syntax.page_paths import PagePaths, is_page, link_path, page_stem


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("lamp.md", "lamp"),
        ("a/lamp.mdx", "a/lamp"),
        ("lamp.markdown", "lamp"),
        ("index.html.md", "index"),
        ("index.html.md.erb", "index"),
        ("_rooms.md.erb", "_rooms"),
        ("LAMP.MD", "LAMP"),
        ("v1.0.md", "v1.0"),
    ],
)
def test_pages(path: str, stem: str):
    assert is_page(path)
    assert page_stem(path) == stem


@pytest.mark.parametrize("path", ["lamp", "md", "lamp.mdc", "lamp.md.txt", "lamp.erb", "a.md/b"])
def test_other_files(path: str):
    assert not is_page(path)
    assert page_stem(path) == path


@pytest.mark.parametrize("target", ["a/b.md", "a/b.md#x", "a/b.md?v=1#x", "a/b.md#x?y"])
def test_the_path_of_a_link(target: str):
    assert link_path(target) == "a/b.md"


PAGES = PagePaths(
    [
        "index.md",
        "a/_index.md",
        "a/Lamp.mdx",
        "a/room.md",
        "b/room.md",
        "b/c/shade.html.md",
        "README.md",
    ]
)


@pytest.mark.parametrize(
    ("page", "target", "path"),
    [
        ("a/room.md", "#x", "a/room.md"),
        ("a/room.md", "Lamp.mdx", "a/Lamp.mdx"),
        ("a/room.md", "lamp#x", "a/Lamp.mdx"),
        ("a/room.md", "./lamp.md?v=1#x", "a/Lamp.mdx"),
        ("a/room.md", "../b/room", "b/room.md"),
        ("a/room.md", "a/lamp", "a/Lamp.mdx"),
        ("a/room.md", "/b/room", "b/room.md"),
        ("a/room.md", "/docs/v1/b/room#x", "b/room.md"),
        ("a/room.md", "/docs/c/shade/", "b/c/shade.html.md"),
        ("b/room.md", "shade", "b/c/shade.html.md"),
        ("b/room.md", "../a", "a/_index.md"),
        ("b/room.md", "/a/", "a/_index.md"),
        ("b/room.md", "b%2Fc/shade.html", "b/c/shade.html.md"),
    ],
)
def test_a_link_leads_to_a_page(page: str, target: str, path: str):
    assert PAGES.find(page, target) == path


@pytest.mark.parametrize(
    "target",
    ["", "?x", "https://a.example/lamp", "mailto:lamp", "//a.example/lamp", "gone", "/x/room"],
)
def test_a_link_leads_to_no_page(target: str):
    assert PAGES.find("b/c/shade.html.md", target) is None
