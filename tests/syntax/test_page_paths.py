"""Which files are pages, and what they are called."""

from __future__ import annotations

import pytest

from docgen.syntax.page_paths import is_page, link_path, page_stem


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
