"""Lines that include files."""

from __future__ import annotations

import pytest

from docgen.syntax.includes import fenced_lines, include_lines


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.mdx", "# x\n\n@include 'b.mdx'\n", ("file", "b.mdx", 3, 11)),
        ("a.mdx", '  @include "c/b.mdx"  ', ("file", "c/b.mdx", 1, 13)),
        ("a.md", "[!INCLUDE [b](../b.md)]", ("docfx", "../b.md", 1, 15)),
        ("a.md", "x\n\t[!include[b] (~/b.md) ]\n", ("docfx", "~/b.md", 2, 16)),
        ("a.apib", "<!-- include(b.apib) -->", ("comment", "b.apib", 1, 14)),
        ("a.apib", ":[Lamps](b/lamps.apib)", ("transclusion", "b/lamps.apib", 1, 10)),
        ("a.md.erb", '<%= partial "b/c" %>', ("partial", "b/c", 1, 14)),
        ("a.md.erb", "<%= partial('c', locals: {}) %>", ("partial", "c", 1, 14)),
    ],
)
def test_a_line(path: str, text: str, found: tuple[str, str, int, int]):
    (line,) = include_lines(path, text)
    assert (line.form, line.target, line.line, line.column) == found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "see @include 'b.mdx'"),
        ("a.md", "@include b.mdx"),
        ("a.md", "@include 'b.mdx' and more"),
        ("a.md", "| x | [!INCLUDE [b](b.md)] |"),
        ("a.md", "[!INCLUDE [b](b.md)] more"),
        ("a.md", "[!NOTE]"),
        ("a.apib", "see :[Lamps](lamps.apib)"),
        ("a.apib", "<!-- include lamps.apib -->"),
        ("a.md", '<%= partial "b" %>'),
        ("a.md.erb", '<%= partial "b/#{name}" %>'),
        ("a.md.erb", "<%= other %>"),
        ("a.md", "---\ntitle: b\n---\n"),
        ("a.md", "---\nincludes: []\n---\n"),
        ("a.md", "includes:\n  - b\n"),
    ],
)
def test_no_line(path: str, text: str):
    assert not include_lines(path, text)


def test_lists_of_front_matter():
    text = (
        "---\n"
        "includes: # all\n"
        "  - lamps\n"
        "  # - old\n"
        "  - 'a/rooms' # big\n"
        "\n"
        "toc_footers:\n"
        "  - <a href='x'>y</a>\n"
        "guides:\n"
        "- first-steps\n"
        "search: true\n"
        "  - none\n"
        "---\n"
        "  - neither\n"
    )
    assert [(line.key, line.target, line.line) for line in include_lines("a.md", text)] == [
        ("includes", "lamps", 3),
        ("includes", "a/rooms", 5),
        ("guides", "first-steps", 10),
    ]


def test_lines_are_in_order():
    text = "@include 'a'\n[!INCLUDE [b](b)]\n@include 'c'\n"
    assert [line.target for line in include_lines("x.md", text)] == ["a", "b", "c"]


def test_fences():
    text = "a\n```x\nb\n~~~\nc\n````\nd\n~~~~ y\ne\n```\n~~~~\nf"
    assert fenced_lines(text) == {3, 4, 5, 6, 9, 10, 11}
