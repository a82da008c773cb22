"""The blocks of markdown-it-py are found where markdown-it-py itself finds them."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from docgen.reading.markdown.block_rules import block_parser
from docgen.reading.markdown.front_matter import _plain_lines, read_front_matter

LINES = st.sampled_from(
    [
        "|a|b|",
        "|---|:-:|",
        "a|b",
        "-|-",
        "| x",
        "# h",
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


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_blocks_are_those_of_markdown_it(text: str):
    usual = MarkdownIt("commonmark").enable("table").disable("inline")
    assert blocks(block_parser().parse(text)) == blocks(usual.parse(text))


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


@settings(max_examples=1500, deadline=None)
@given(st.lists(FRONT, max_size=9).map("".join), st.lists(FRONT, max_size=6).map("".join))
def test_plain_front_matter_is_read_as_yaml(first: str, second: str):
    text = f"{first}\nk: {second}"
    found = _plain_lines(text)
    if found is not None:
        assert read_front_matter(f"{text}\n'': 1") == ({**found, "": "1"}, None)


def blocks(tokens: list[Token]) -> list[object]:
    """What is read of tokens: nothing inside of a table or of a paragraph."""
    found: list[object] = []
    is_inside = False
    for before, token in zip([None, *tokens], tokens):
        is_inside = is_inside and token.type != "table_close"
        is_of_paragraph = (
            token.type == "paragraph_close" or before and before.type == "paragraph_open"
        )
        if not is_inside and not is_of_paragraph:
            kind = "paragraph" if token.type == "paragraph_open" else token.type
            found.append((kind, token.tag, token.map, token.content, token.info, token.level))
        is_inside = is_inside or token.type == "table_open"
    return found
