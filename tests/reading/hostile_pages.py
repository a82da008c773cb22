"""Shapes of hostile pages, of any size: pieces of text that are repeated, and the places of a page where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# What begins something and never ends it, or ends it again and again; each is repeated as often as a size asks for.
UNITS = (
    *"a aA A a. a- a_ 1 1. é \\ \\\\ / // /a /{a} /{ { } {a, {a: {\"a\": \"a\":1, [ [] ] [1, \"a\", ( () ) (a (a, (a=' (a='b',".split(),
    *"a= a=1, , , ; : . ? ?a= & &a=b &amp; &# ' \" 'a' \"a\" “ ` `a `a` `a`` ``a ``` ~~~ * *a *a* ** **a **a** _a __a **a_".split(),
    *"< <a <a> </a <br <!-- --> <!--- <table > - -- :- = # \\| \\|- \\|a $a http://a nullable< list< Collection( \\u \\ud83d".split(),
    *"’ （ 、 ： … ... // /* */ ^ @a % ! + A: [a]( [a](b [a](b) [a][ [a][b ![ ]( [a]: a.b A.B, **a: a:".split(),
    *(" ", "\t", "\u00a0", "*a ", "_a ", "**a ", "__a ", "*/ ", "a ", "a, ", "a or ", "or ", "and ", "- ", "> ", "1 ", "1 - "),
    *("`a` ", "`a`, ", "`a` or ", "a: `b`, `c`. ", "(a) ", "{ ", "[ ", "( ", "< ", "[a]( ", "[[a] ", "[!INCLUDE [", "[!INCLUDE [a]("),
    *("possible values are ", "possible values are: ", "possible values are: a, ", "possible values are: `a` ", "values: "),
    *("Inherits from ", "Inherits from a", "collection of ", "collection ", "list of ", "array of ", "array ", "nullable "),
    *("returns ", "returns 200 ", "`200` ", "code 200 ", "JSON representation of ", "supply ", "$select ", "(optional) ", "required "),
    *("~~", "~~a ", "~~a~~ ", "deprecated ", "(deprecated ", "(deprecated) ", ". deprecated ", "1.0 - deprecated "),
    *("<a name=", "<a name='a", '<span data-ttu-id="a">', '<span data-ttu-id="a">b</span>', '<span data-ttu-id="'),
)  # fmt: skip
LINES = (
    *("\n", "a\n", "a\n\n", "# a\n", "## a\n\na\n\n", "**a**\n", "**\n", "__a\n", "**Response**\n", "- a\n", "  - a\n", "> a\n"),
    *("1. a\n", "|a|b|\n", "|a\n", "|-|-|\n", "---\n", "***\n", "```\n", "```\na\n```\n", "```http\nGET /a\n```\n", "~~~a\n"),
    *("<div>\n", "<!-- a -->\n", "<!--\n", '<!-- {"blockType":"resource"} -->\n', "[a]: b\n", "[a]: <b\n", "[a](b.md#c)\n"),
    *("GET /a\n", "GET /a\n\n", "GET /a\nA: b\n\n", "GET /a/{b}\n", "POST /a\n\n{}\n\n", "?a=b\n", "/a\n", "A: b\n", "200 OK\n"),
    *("HTTP/1.1 200 OK\n", '"a": 1,\n', '{"a": "b"}\n', "// a\n", "a: b\n", "a: &a [*a]\n", "- - a\n", "`GET /a`\n", "a' 'b\n"),
)  # fmt: skip
# Long runs after what a pattern looks for, and a last character that none of them expects.
BEGINNINGS = (
    *"a |- |a| GET GET.. HTTP HTTP/1.1.200 200 200.OK A: Namespace: **a `a [a](b [a]( [a] [a]: <a <br &# <!-- ( , a= ' \"".split(),
    *"- # returns collection nullable {\"a\": // - ``` array[ array a.( possible.values.are possible.values.are: Inherits.from".split(),
)  # fmt: skip
RUNS = (" ", "\t", "\u00a0", "a", "a ", "1", "-", "|", "| ", "*", "`", ", ", "or ")


def repeated(unit: str, size: int) -> str:
    """About `size` characters of a unit."""
    return unit * (size // len(unit))


Shapes = dict[str, Callable[[int], str]]  # texts of about a size, by name


def units() -> Shapes:
    """One piece of text again and again."""
    return {repr(unit): lambda size, unit=unit: repeated(unit, size) for unit in (*UNITS, *LINES)}


def fragments() -> Shapes:
    """The same, and long runs after a beginning."""
    shapes = units()
    for beginning in BEGINNINGS:
        start = beginning.replace(".", " ")
        for run in RUNS:
            shapes[f"{start!r} {run!r} '!'"] = (
                lambda size, start=start, run=run: f"{start}{repeated(run, size)}!"
            )
    shapes["runs of backticks, each longer"] = lambda size: " a".join(
        "`" * n for n in range(1, int((2 * size) ** 0.5))
    )
    return shapes


def _table(header: str, row: str) -> str:
    delimiter = "|".join(":--" for _ in header.split("|"))
    return f"|{header}|\n|{delimiter}|\n|{row}|\n"


_TYPE = "# lamp resource type\nNamespace: a.b\n\n{about}\n\n## Properties\n"
_ROW = _table("Property|Type|Description", "a|String|A.")
_GET = "# Get lamp\nNamespace: a.b\n\nGet.\n\n## HTTP request\n```http\nGET /a\n```\n"
_EXAMPLE = _GET + "## Example\n### Request\n```http\n"
HOLE = "\ue000"  # where a fragment stands

WIDE = ("page", "prose", "description", "path", "message")  # where long runs are tried too
PLACES: Mapping[str, str] = {
    "page": HOLE,
    "prose": f"# Lamp\n\nA {HOLE}\n",
    "bold line": f"# Lamp\n\n**{HOLE}**\n",
    "heading": f"# Lamp\n\n## {HOLE}\n\nA.\n",
    "title": f"# {HOLE} resource type\n\nA.\n\n## Properties\n{_ROW}",
    "namespace": f"# lamp resource type\nNamespace: {HOLE}\n\nA.\n\n## Properties\n{_ROW}",
    "base type": _TYPE.format(about=f"Inherits from {HOLE}") + _ROW,
    "name": _TYPE.format(about="A.") + _table("Property|Type|Description", f"{HOLE}|String|A."),
    "type": _TYPE.format(about="A.") + _table("Property|Type|Description", f"a|{HOLE}|A."),
    "description": _TYPE.format(about="A.")
    + _table("Property|Type|Description", f"a|String|A {HOLE}"),
    "description of an unknown type": _TYPE.format(about="A.")
    + _table("Property|Type|Description", f"a|b|A {HOLE}"),
    "values": _TYPE.format(about="A.")
    + _table("Property|Type|Description", f"a|String|Possible values are: {HOLE}"),
    "header of a column": _TYPE.format(about="A.") + _table(f"Property|{HOLE}|Description", "a|b|A."),
    "member": "# lamp enum type\nNamespace: a.b\n\nA.\n\n## Members\n"
    + _table("Member|Value|Description", f"{HOLE}|1|A."),
    "representation": _TYPE.format(about="A.") + _ROW + f"## JSON representation\n```json\n{HOLE}\n```\n",
    "annotation": _TYPE.format(about="A.")
    + '## JSON representation\n<!-- {"blockType":"resource","@odata.type": '
    + f"{HOLE}}} -->\n```json\n{{}}\n```\n",
    "comment": f"# Lamp\n\n<!-- {HOLE} -->\n",
    "open comment": f"# Lamp\n\n<!-- {HOLE}\n",
    "request": f"# Get lamp\n\nGet.\n\n## HTTP request\n```http\n{HOLE}\n```\n",
    "path": f"# Get lamp\n\nGet.\n\n## HTTP request\n```http\nGET /a{HOLE}\n```\n",
    "path in code": f"# Get lamp\n\nGet.\n\n## HTTP request\n\n`GET /a{HOLE}`\n",
    "parameter": _GET
    + "## Query parameters\n"
    + _table("Parameter|Type|Description", f"{HOLE}|{HOLE}|{HOLE}"),
    "header": _GET + "## Request headers\n" + _table("Name|Description", f"{HOLE}|{HOLE}"),
    "permission": _GET + "## Permissions\n" + _table("Permission type|Permissions", f"{HOLE}|{HOLE}"),
    "body": _GET.replace("GET", "POST") + f"## Request body\nSupply a JSON object {HOLE}\n",
    "response": _GET + f"## Response\nReturns `200 OK` and {HOLE}\n",
    "response of a reference": f"# A\n\n`GET /a`\n\n### Response\n\nA{HOLE}\n\n- a{HOLE}\n",
    "message": f"{_EXAMPLE}{HOLE}\n```\n### Response\n```http\n{HOLE}\n```\n",
    "status line": f"{_EXAMPLE}GET /a{HOLE}\n```\n### Response\n```http\nHTTP/1.1 200 {HOLE}\n```\n",
    "field": f"{_EXAMPLE}GET /a\nA: {HOLE}\n```\n",
    "content": f"{_EXAMPLE}POST /a\nContent-Type: application/json\n\n{HOLE}\n```\n### Response\n"
    f"```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{HOLE}\n```\n",
    "front matter": f"---\na: {HOLE}\n---\n# A\n\nA.\n",
    "front matter as a whole": f"---\n{HOLE}\n---\n# A\n\nA.\n",
}  # fmt: skip
