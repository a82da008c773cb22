"""What wraps Markdown is taken away, and what is wrapped is read in its place."""

from __future__ import annotations

import time

import pytest

from docgen.diagnostics.position import Source
from docgen.reading.markdown.blocks import Fence, Heading, Paragraph, Table
from docgen.reading.markdown.parser import parse


def outline(text: str, path: str = "a.mdx") -> list[str]:
    """Each block with its place, and what is wrong."""
    document = parse(Source(path=path, text=text))
    lines: list[str] = []
    for block in document.blocks:
        at = f"{block.span.line}:{block.span.column}"
        match block:
            case Heading():
                lines.append(
                    f"{at} {'#' * block.level} {block.text} {' '.join(block.ids)}".rstrip()
                )
            case Paragraph():
                lines.append(f"{at} {block.container}> {block.text}")
            case Fence():
                lines.append(f"{at} ```{block.info} {block.text}")
            case Table():
                rows = [" | ".join(c.text for c in row) for row in (block.header, *block.rows)]
                lines.append(f"{at} {' || '.join(rows)}")
    return [*lines, *(f"{d.at.line} {d.code}" for d in document.diagnostics)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        # MDX: modules, components, what is indented in them
        ("import A from 'a'\nimport {\n  B,\n} from \"b\";\n\ntext", ["6:1 > text"]),
        ("export const meta = {\n  a: 1\n}\n\ntext", ["5:1 > text"]),
        ("import is a word", ["1:1 > import is a word"]),
        ("<Note>\ntext\n</Note>", ["2:1 note> text"]),
        ("<Note>text</Note>", ["1:7 note> text"]),
        ("<Note>\n    ```json\n    {\n      1}\n    ```\n</Note>", ["3:5 ```json {\n  1}"]),
        (
            "<Tabs>\n  <Tab title='a'>\n    one\n\n    - two\n  </Tab>\n</Tabs>\nthree",
            ["3:5 tab> one", "5:5 tab> - two", "8:1 > three"],
        ),
        ("<Card\n  title={{a: 1}}\n  href='x'\n>\ntext\n</Card>", ["5:1 card> text"]),
        ('## Params <Anchor id="a-params" />', ["1:4 ## Params a-params"]),
        ('<Anchor id="b" />\n\n###### Params', ["3:8 ###### Params b"]),
        ("a {/* remark */} b", ["1:1 > a  b"]),
        # what declares an operation stays
        ('<Route method="GET">/lamps</Route>', ['1:1 > <Route method="GET">/lamps</Route>']),
        (
            '<Api\n  method="GET"\n  path="/lamps"\n/>',
            ["1:1 ###### GET /lamps"],
        ),
        (
            '{% swagger method="get" path="/lamps" %}',
            ["1:1 ###### GET /lamps"],
        ),
        # what is text stays
        ("<required>", ["1:1 > <required>"]),
        ("<Name> of the lamp", ["1:1 > <Name> of the lamp"]),
        ("<LAMP_ID>", ["1:1 > <LAMP_ID>"]),
        ("{{ name }} and `{{<x>}}`", ["1:1 > {{ name }} and `{{<x>}}`"]),
        ("```\n<Note>\n{{< x >}}\n```", ["2:1 ``` <Note>\n{{< x >}}"]),
        # short codes and liquid
        ("{{< alert type='note' >}}\ntext\n{{< /alert >}}", ["2:1 note> text"]),
        ("{{% toc %}}\n\na {{< icon name='b' >}} c", ["3:1 > a  c"]),
        ("`a`\n: {{<required>}} String", ["1:1 > `a`\n: {{%required%}} String"]),
        ("### `a` {{% optional %}} {#b}", ["1:5 ### a {{%optional%}} b"]),
        ('[A]({{< relref "a/b#c" >}})', ["1:1 > [A](a/b#c)"]),
        ("[A]({{< relref ref='a/b' >}})", ["1:1 > [A](a/b)"]),
        ("|a|{{< yes >}}|\n|-|-|\n|b|{{< no >}}|", ["1:1 a | yes || b | no"]),
        ("{% if x %}\ntext {% y %}\n{% endif %}", ["2:1 > text"]),
        # containers and admonitions
        (
            ":::warning Take care\ntext\n:::\nmore",
            ["1:1 warning> **Take care**\ntext", "4:1 > more"],
        ),
        (
            "!!! note 'A'\n    text\n\n    ```\n    b\n    ```\nmore",
            ["1:1 note> **A**\ntext", "5:5 ``` b", "7:1 > more"],
        ),
        ('=== "curl"\n\n    text\n', ["1:1 tab> **curl**", "3:5 tab> text"]),
        # HTML
        (
            "<details><summary>More</summary>\n\n# A\n\n</details>",
            ["1:19 details> More", "3:3 # A"],
        ),
        ('<aside class="warning">\ntext\n</aside>', ["2:1 warning> text"]),
        ("<div>\n<p>text</p>\n</div>", ["2:4 > text"]),
        ('<h2 id="a-b">A</h2>\n|a|b|\n|-|-|', ["1:14 ## A a-b", "2:1 a | b"]),
        ('# A\n\n<a id="b"></a>\n\ntext', ["1:3 # A b", "5:1 > text"]),
        ("<style>\n# a\n</style>\ntext", ["4:1 > text"]),
        ("## A {: #b .c }", ["1:4 ## A b"]),
        (
            "<table><thead>\n<tr><th>A<th>B</tr></thead>\n<tr><td><code>a</code></td>\n"
            "<td>one<br/><a href='b.md'>two</a></td></tr></table>\ntext",
            ["1:1 A | B || `a` | one<br>[two](b.md)", "5:1 > text"],
        ),
        (
            "<table><tr><td colspan='2'>a</td></tr></table>",
            ["1:1 > <table><tr><td colspan='2'>a</td></tr></table>", "1 DG110"],
        ),
    ],
)
def test_what_is_wrapped_is_read(text: str, blocks: list[str]):
    assert outline(text) == blocks


def test_erb_is_of_its_files():
    assert outline("<% each %>\n\na\n\n<%= b %>", "a.md.erb") == ["3:1 > a"]
    assert outline("<%= b %>", "a.md") == ["1:1 > <%= b %>"]


def test_a_number_that_no_character_has_is_read_in_an_html_table():
    text = f"<table><tr><th>A&#{'1' * 5000};</th></tr><tr><td>b</td></tr></table>"
    table = parse(Source(path="a.md", text=text)).blocks[0]
    assert isinstance(table, Table) and table.header[0].text == "A\ufffd"


def test_cells_of_an_html_table_have_their_places():
    text = "a\n\n<table>\n<tr><th>A</th></tr>\n<tr>\n  <td>b</td></tr></table>"
    table = parse(Source(path="a.md", text=text)).blocks[1]
    assert isinstance(table, Table)
    spans = [cell.span for row in (table.header, *table.rows) for cell in row]
    assert [(span.line, span.column) for span in spans] == [(4, 9), (6, 7)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<Note>\n",
        "</Note>\n",
        "<Note>\n</Tab>\n",
        "<Note\n",
        '<Note a="\n',
        "<Note a={{\n",
        "<div>",
        "{{< a >}}\n",
        "{{< ",
        "{{<a",
        "{% ",
        "`{{<a>}}",
        ":::a\n",
        ":::\n",
        "!!! a\n    ",
        "<table>\n",
        "<table><tr><td>",
        "<pre>\n",
        "<a id='a'></a>\n",
        "# a {#b\n",
        "# <A id='b\n",
        "<h2>a\n",
        "import {\n",
        "{/*\n",
    ],
)
def test_time_grows_with_the_text(piece: str):
    def seconds(count: int) -> float:
        began = time.process_time()
        parse(Source(path="a.mdx", text="x\n" + piece * count))
        return time.process_time() - began

    seconds(10)
    assert seconds(8000) < 0.5 + 20 * seconds(1000)
