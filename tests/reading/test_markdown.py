"""The blocks of markdown-it-py are found where markdown-it-py itself finds them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from docgen.reading.markdown.block_rules import block_tokens
from docgen.reading.markdown.front_matter import FrontMatter, _plain_lines, read_front_matter

LINES = st.sampled_from(
    [
        "|a|b|",
        "|---|:-:|",
        "a|b",
        "-|-",
        "| x",
        "# h",
        "## h #",
        "####### h",
        "#\t#",
        "- i",
        "1. n",
        "> q",
        "```",
        "---",
        "",
        " ",
        "    c",
    ]
    + [
        "<p>",
        "<!-- c",
        "-->",
        "[a]: b",
        "text",
        "===",
        "  ===",
        "--- x",
        "      lazy",
        "> |a|b|",
        "> |-|-|",
        "- |a|",
        "  |-|",
        "\t|",
        "\x0c",
    ]
)


@pytest.mark.slow
@settings(max_examples=600)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_blocks_are_those_of_markdown_it(text: str):
    usual = MarkdownIt("commonmark").enable("table").disable("inline")
    assert [read(token) for token in block_tokens(text.split("\n"), {})] == blocks(
        usual.parse(text)
    )


FRONT = st.sampled_from(
    [
        "a",
        "b.c",
        ": ",
        ":",
        " ",
        '"',
        "'",
        "x y",
        "1",
        "#",
        "-",
        "[",
        "null",
        "~",
        "(",
        ",",
        "&",
        "\n",
    ]
)


@pytest.mark.slow
@settings(max_examples=1500)
@given(st.lists(FRONT, max_size=9).map("".join), st.lists(FRONT, max_size=6).map("".join))
def test_plain_front_matter_is_read_as_yaml(first: str, second: str):
    text = f"{first}\nk: {second}"
    found = _plain_lines(text)
    if found is not None:
        assert read_front_matter(f"{text}\n'': 1") == FrontMatter({**found, "": "1"})


_Read = tuple[object, ...]


def blocks(tokens: list[Token]) -> list[_Read]:
    """What is read of markdown-it-py's own tokens: no lists, and of headings, paragraphs and tables one for each."""
    found: list[_Read] = []
    kind = ""  # that is open
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in ("heading", "paragraph", "table") and not kind:
            kind = name
            found.append((name, *read(token)[1:]))
        elif name == kind:
            kind = ""
        elif kind == "heading":
            found[-1] = (*found[-1][:3], token.content, *found[-1][4:])
        elif not kind and "list" not in name:
            found.append(read(token))
    return found


def read(token: Token) -> _Read:
    """What is read of a token."""
    return (token.type, token.tag, token.map, token.content, token.info, token.level)
