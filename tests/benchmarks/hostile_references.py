"""Whole pages of an enemy, of any size: as many of something as fit, each with a name or a place of its own.

`PAGES` has for each shape a function from a size, in characters, to the text of one page. Nothing on these pages is
forbidden, so that each is read to its end; what grows with the square of such a page takes minutes for one of 100 kB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

Make = Callable[[int], str]


def many(piece: Callable[[int], str], *, before: str = "", after: str = "") -> Make:
    """A page with as many pieces as fit between two texts; each is made with its number."""

    def make(size: int) -> str:
        left = size - len(before) - len(after)
        parts: list[str] = []
        for number in count():
            part = piece(number)
            left -= len(part)
            if left < 0:
                return f"{before}{''.join(parts)}{after}"
            parts.append(part)
        raise AssertionError

    return make


def halves(first: Make, second: Make) -> Make:
    """One shape above another: what is at the top may cost again for each piece below."""
    return lambda size: f"{first(size // 2)}\n\n{second(size // 2)}"


def long(text: str, *, before: str = "", after: str = "\n\n") -> Make:
    """One text again and again on one line."""
    return lambda size: (
        f"{before}{text * ((size - len(before) - len(after)) // len(text))}{after}"
    )


def nested(indent: str, piece: str, *, before: str = "") -> Make:
    """Lines that are each deeper than the one above."""

    def make(size: int) -> str:
        lines: list[str] = []
        while size > 0:
            lines.append(f"{indent * len(lines)}{piece}\n")
            size -= len(lines[-1])
        return before + "".join(lines)

    return make


def around(opening: str, middle: str, closing: str, *, before: str = "", after: str = "") -> Make:
    """A text inside of so many others."""
    each = len(opening) + len(closing)
    return (
        lambda size: f"{before}{opening * (size // each)}{middle}{closing * (size // each)}{after}"
    )


OPERATION = "# Get lamp\n\nGet.\n\n## HTTP request\n\n```http\nGET /lamps/{id}\n```\n\n"
HEADED = "## Get lamp\n\n`GET /lamps/{id}`\n\n"
CREATED = "## Create lamp\n\n`POST /lamps`\n\n"
TYPE = "# lamp resource type\n\nNamespace: shop\n\nA.\n\n## Properties\n\n"
TABLE = "|Property|Type|Description|\n|:--|:--|:--|\n"
FIELDS = "### Parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n"
JSON = '```json\n{"a": 1}\n```\n\n'
HTTP = "```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n"
REQUEST = "### Example request\n\n```http\nGET /lamps/7\n```\n\n### Example response\n\n"

_FRAMES: Mapping[str, Make] = {
    "headings": many(lambda n: f"## a{n}\n\nb\n\n", before="# A\n\n"),
    "headings of one name": many(lambda n: "## a\n\nb\n\n", before=HEADED),
    "headings that are deeper": many(lambda n: f"#### a{n}\n\nb\n\n", before=HEADED),
    "headings of parts": many(lambda n: "### Parameters\n\n", before=HEADED),
    "setext headings": many(lambda n: f"a{n}\n---\n\n"),
    "anchors": many(lambda n: f'<a id="a{n}"></a>\n\n## b{n}\n\n[c](#a{n})\n\n'),
    "anchors in lines": many(lambda n: f'a <a name="a{n}"></a> [c](#a{n})\n'),
    "ids of headings": many(lambda n: f"## a {{#b{n}}}\n\n"),
    "links by reference": halves(
        many(lambda n: f"[a][b{n}]\n"), many(lambda n: f"[b{n}]: c{n}.md\n")
    ),
    "dead links": many(lambda n: f"[a](lamp-of-a-room-{n}.md)\n", before="# A\n\n"),
    "dead includes": many(lambda n: f"[!INCLUDE [a](../includes/lamp-of-a-room-{n}.md)]\n\n"),
    "includes": many(lambda n: f'@include "lamp-of-a-room-{n}.mdx"\n\n'),
    "includes of front matter": many(
        lambda n: f"  - lamp{n}\n", before="---\nincludes:\n", after="---\n\n# A\n\nB.\n"
    ),
    "keys of front matter": many(lambda n: f"a{n}: b\n", before="---\n", after="---\n\n# A\n\nB.\n"),
    "comments": many(lambda n: f"<!-- a{n} -->\n\n"),
    "annotations": many(lambda n: f'<!-- {{"blockType": "resource", "a{n}": 1}} -->\n\n'),
    "admonitions": many(lambda n: f"!!! note\n    a{n}\n\n"),
    "admonitions, nested": nested("    ", "!!! note"),
    "wrappers": many(lambda n: f"<details>\n\na{n}\n\n</details>\n\n"),
    "wrappers, nested": around("<details>\n\n", "a", "\n</details>\n"),
    "wrappers without an end": many(lambda n: "<details>\n\na\n\n"),
    "components over many lines": many(lambda n: "<Route\n  a\n"),
    "containers": many(lambda n: "::: note\n\na\n\n", after=":::\n"),
    "short codes": many(lambda n: "{{< note >}}\na {{% required %}} b\n{{< /note >}}\n"),
    "quotations, nested": nested("> ", "a"),
    "lists, nested": nested("  ", "- a"),
    "lists on a line": around("- ", "a", "", before=HEADED),
    "numbers": many(lambda n: f"{n}. a\n"),
    "tasks": many(lambda n: f"- [ ] a{n}\n"),
    "HTML tables": many(
        lambda n: f"<table><tr><th>a</th><th>b</th></tr><tr><td>c{n}</td><td>d</td></tr></table>\n\n"
    ),
    "an HTML table": many(
        lambda n: f"<tr><td>`a{n}`</td><td>b</td></tr>\n",
        before="## A\n\n`GET /a`\n\n<table>\n<tr><th>Name</th><th>Type</th></tr>\n",
        after="</table>\n",
    ),
    "an HTML table with a cell": long(
        "<b>a</b>", before="<table><tr><td>", after="</td></tr></table>\n"
    ),
    "HTML tables without an end": many(lambda n: "<table>\n<tr>\n<td>a\n\n"),
    "a table without rows": long("a|", before="|", after="\n" + "-|" * 10 + "\n"),
    "a table of many columns": lambda size: (
        f"|{'a|' * (size // 8)}\n|{'-|' * (size // 8)}\n|{'a|' * (size // 8)}\n"
    ),
    "a table of short rows": lambda size: (
        f"|{'a|' * (size // 12)}\n|{'-|' * (size // 12)}\n{'|a|' * 1}\n" + "|a\n" * (size // 6)
    ),
    "a row of many cells": many(lambda n: "a|" * 100 + "\n", before="|a|b|\n|-|-|\n"),
    "tables": many(lambda n: f"|a|b|\n|-|-|\n|c{n}|d|\n\n"),
    "code of four columns": many(lambda n: f"    a{n}\n\nb\n\n"),
    "fences without an end": many(lambda n: "```\n\n# a\n\n"),
    "deep JSON": around("[", "", "]", before=f"{HEADED}### Response\n\n```json\n", after="\n```\n"),
    "deep objects": around(
        '{"a":', "1", "}", before=f"{HEADED}### Response\n\n```json\n", after="\n```\n"
    ),
    "an object of many": many(
        lambda n: f'"a{n}": 1,\n',
        before=f"{HEADED}### Response\n\n```json\n{{",
        after='"a": 1}\n```\n',
    ),
    "JSON with comments": many(
        lambda n: f'"a{n}": 1 // b\n',
        before=f"{HEADED}### Response\n\n```json\n{{",
        after='"a": 1}\n```\n',
    ),
    "a list of objects": many(
        lambda n: f'{{"id": "{n}"}},\n',
        before=f"{HEADED}### Response\n\n```json\n[",
        after="{}]\n```\n",
    ),
    "a list of objects with keys of their own": many(
        lambda n: f'{{"a{n}": "{n}"}},\n',
        before=f"{HEADED}### Response\n\n```json\n[",
        after="{}]\n```\n",
    ),
}  # fmt: skip
_OPERATIONS: Mapping[str, Make] = {
    "operations": many(lambda n: f"## Get a{n}\n\n`GET /a{n}/{{b}}`\n\n"),
    "operations below one segment": many(lambda n: f"## Get a{n}\n\n`GET /a/{{b}}/c{n}`\n\n"),
    "operations with a sample": many(
        lambda n: f"## Get a{n}\n\n`GET /a/{{b}}/c{n}`\n\n```http\nGET /a/7/c{n}\n```\n\n" + JSON
    ),
    "operations of one path": many(lambda n: f"## Get a{n}\n\n`GET /a/{{b}}`\n\n"),
    "operations with a field": many(
        lambda n: f"## Get a{n}\n\n`GET /a{n}`\n\n|Name|Type|\n|-|-|\n|`b`|string|\n\n"
    ),
    "operations with arguments": many(lambda n: f"## Get a{n}\n\n`GET /a(b={{b}},c={n})`\n\n"),
    "operations with parts of segments": many(lambda n: f"`GET /a{n}{{b}}c{{d}}e/f`\n\n"),
    "operations with files": many(lambda n: f"`GET /a/root:/{{b}}:/c{n}`\n\n"),
    "request lines": many(lambda n: f"GET /a{n}/{{b}}\n", before="## A\n\n```http\n", after="```\n"),
    "request lines of a page": many(
        lambda n: f"GET /a{n}/{{b}}\n",
        before="# A\n\n## HTTP request\n\n```http\n",
        after="```\n\n## Example\n\n### Response\n\n```http\nHTTP/1.1 200 OK\n```\n",
    ),
    "request lines in a table": many(
        lambda n: f"|GET|`/a{n}`|\n", before="## A\n\n|Method|Path|\n|-|-|\n"
    ),
    "request lines in bullets": many(lambda n: f"- `GET /a{n}` - b\n", before="## A\n\n"),
    "components": many(lambda n: f'<Route method="GET">/a{n}</Route>\n', before="## A\n\n"),
    "components on a line": many(lambda n: '<Route method="GET">/a ', before="## A\n\n"),
    "alternatives": many(lambda n: f"`GET /a{n}/(b|c|d)[/e][/f]`\n\n"),
    "methods in a cell": lambda size: (
        f"|Method|Path|\n|-|-|\n|{'GET,' * (size // 8)}GET|{'/a<br>' * (size // 12)}|\n"
    ),
    "placeholders of a path": many(
        lambda n: f"{{a{n}}}/", before="## A\n\n`GET /", after="`\n\n"
    ),
    "a query": many(lambda n: f"a{n}={{b{n}}}&", before="## A\n\n`GET /a?", after="c=d`\n\n"),
    "optional parts": long("[/a]", before="## A\n\n`GET /a", after="`\n\n"),
    "requests without a path of their own": halves(
        many(lambda n: f"## Get a{n}\n\n`GET /a/{{b}}/c{n}`\n\n"),
        many(lambda n: f"```http\nGET /a/7/d{n}/e\n```\n\n"),
    ),
    "requests to what is there": halves(
        many(lambda n: f"## Get a{n}\n\n`GET /a/{{b}}/c{n}`\n\n"),
        many(lambda n: f"```http\nGET /a/7/c{n}\n```\n\n"),
    ),
    "requests of one end": many(lambda n: f"```http\nGET /b{n}/c\n```\n\n", before=OPERATION.replace("lamps/{id}", "a/{id}/c")),
    "requests, then responses": halves(
        many(lambda n: f"```http\nGET /lamps/{n}\n```\n\n", before=f"{HEADED}### Example\n\n"),
        many(lambda n: f"{HTTP}{{}}\n```\n\n"),
    ),
    "requests, then responses, of a page": halves(
        many(lambda n: f"```http\nGET /lamps/{n}\n```\n\n", before=f"{OPERATION}## Examples\n\n"),
        many(lambda n: f"{HTTP}{{}}\n```\n\n"),
    ),
    "requests of a page": many(lambda n: f"```http\nGET /lamps/{n}\n```\n\n", before=f"{OPERATION}## Examples\n\n"),
    "named messages": many(
        lambda n: f'<!-- {{"blockType": "request", "name": "a{n}"}} -->\n```http\nGET /lamps/{n}\n```\n\n'
        f'<!-- {{"blockType": "response", "name": "a{n}"}} -->\n{HTTP}{{}}\n```\n\n',
        before=f"{OPERATION}## Example\n\n",
    ),
    "responses": many(lambda n: f"{HTTP}{{}}\n```\n\n", before=f"{HEADED}### Example\n\n"),
    "responses in JSON": many(lambda n: JSON, before=f"{HEADED}### Response\n\n"),
    "statuses": many(lambda n: f"Returns `2{n % 100:02}`.\n", before=f"{HEADED}### Response\n\n"),
    "blank lines of a fence": many(
        lambda n: "\n", before=f"{HEADED}```http\nGET /lamps/7\nA: b\n", after="{}\n```\n"
    ),
    "headers of a message": many(
        lambda n: f"A{n}: b\n", before=f"{HEADED}```http\nGET /lamps/7\n", after="\n{}\n```\n"
    ),
    "programs": many(
        lambda n: f"```js\naxios.post('/lamps', {{ a{n}: [{n}] }})\n```\n\n", before=CREATED
    ),
    "requests of a program": many(
        lambda n: f"axios.post('/lamps', {{ a{n}: body }})\n",
        before=f"{CREATED}```js\nbody = {{ b: 1 }}\n",
        after="```\n",
    ),
    "a program of chains": long("a.b(c).", before=f"{CREATED}```js\n", after="d\n```\n"),
    "literals": many(lambda n: f"```js\n{{ a{n}: 'b', c, d }}\n```\n\n", before=HEADED),
    "curl commands": many(
        lambda n: f"curl https://a.example/lamps/{n}\n", before=f"{HEADED}```sh\n", after="```\n"
    ),
    "fences of curl": many(lambda n: f"```sh\ncurl https://a.example/lamps/{n}\n```\n\n", before=HEADED),
    "curl alone": many(lambda n: f"## Get a{n}\n\n```sh\ncurl https://a.example/a{n}\n```\n\n"),
    "curl with a long text": long(
        "a ", before=f"{CREATED}```sh\ncurl -X POST https://a.example/lamps -d '", after="'\n```\n"
    ),
    "curl with a long word": long(
        "a", before=f"{CREATED}```sh\ncurl -X POST https://a.example/lamps -d ", after="\n```\n"
    ),
    "curl with many options": many(
        lambda n: f"  -H 'A{n}: b' \\\n",
        before=f"{HEADED}```sh\ncurl https://a.example/lamps/7 \\\n",
        after="  -i\n```\n",
    ),
    "curl without an end of quotation": many(
        lambda n: "curl 'a\n", before=f"{HEADED}```sh\n", after="```\n"
    ),
    "curl with a file": halves(
        many(lambda n: f'"a{n}": 1,\n', before=f"{CREATED}### Payload\n\n```json\n{{", after='"b": 1}\n```\n'),
        many(lambda n: "```sh\ncurl https://a.example/lamps -d @payload.json\n```\n\n"),
    ),
}  # fmt: skip
_FIELDS: Mapping[str, Make] = {
    "parameters": many(lambda n: f"|`a{n}`|string|yes|B.|\n", before=f"{HEADED}{FIELDS}"),
    "parameters of many types": many(
        lambda n: f"|`a{n}`|lampOfRoom{n}|yes|B.|\n", before=f"{CREATED}{FIELDS}"
    ),
    "bullets": many(lambda n: f"- `a{n}` (string): B.\n", before=f"{CREATED}### Parameters\n\n"),
    "bullets, nested": many(
        lambda n: f"{'  ' * (n % 9)}- `a{n}` (string): B.\n",
        before=f"{CREATED}### Parameters\n\n",
    ),
    "definitions": many(lambda n: f"a{n}\n: String. B.\n\n", before=f"{CREATED}### Parameters\n\n"),
    "definitions of a paragraph": many(
        lambda n: f"a{n}\n: String. B.\n", before=f"{CREATED}### Parameters\n\n"
    ),
    "a definition of many lines": many(
        lambda n: "b\n", before=f"{CREATED}### Parameters\n\na\n: String.\n"
    ),
    "headers": many(lambda n: f"|A{n}|B.|\n", before=f"{OPERATION}## Request headers\n\n|Name|Description|\n|-|-|\n"),
    "permissions": many(
        lambda n: f"|Delegated|a.b{n}, c.d{n}|\n",
        before=f"{OPERATION}## Permissions\n\n|Permission type|Permissions|\n|-|-|\n",
    ),
    "scopes of a cell": many(
        lambda n: f"a.b{n}, ",
        before=f"{OPERATION}## Permissions\n\n|Permission type|Permissions|\n|-|-|\n|Delegated|",
        after="|\n",
    ),
    "query options": long("`$select` ", before=f"{OPERATION}## Query parameters\n\n"),
    "properties": many(lambda n: f"|a{n}|String|B.|\n", before=TYPE + TABLE),
    "properties of types without a page": many(
        lambda n: f"|a{n}|lampOfRoom{n}|B.|\n", before=TYPE + TABLE
    ),
    "properties of one name": many(
        lambda n: f"|a{'_' * (n % 7)}|{('String', 'Int32')[n % 2]}|B.|\n", before=TYPE + TABLE
    ),
    "properties that differ in marks": many(
        lambda n: f"|a{'.-'[n % 2]}{'.-'[n // 2 % 2]}b{n // 4 % 3}|String|B.|\n", before=TYPE + TABLE
    ),
    "properties with values": many(
        lambda n: f"|a{n}|String|Possible values are: `b{n}`, `c`.|\n", before=TYPE + TABLE
    ),
    "properties with values of a type": many(
        lambda n: f"|a{n}|lampKind|Possible values are: `lampOfRoom{n}`, `c`.|\n", before=TYPE + TABLE
    ),
    "values": many(
        lambda n: f"`a{n}`, ", before=f"{TYPE}{TABLE}|a|lampKind|Possible values are: ", after="`b`.|\n"
    ),
    "code after phrases": long(
        "possible values are `a` ", before=f"{TYPE}{TABLE}|a|b|", after="|\n"
    ),
    "colons": long("a: `b` ", before=f"{TYPE}{TABLE}|a|b|", after="|\n"),
    "members": many(
        lambda n: f"|a{n}|{n}|B.|\n",
        before="# lampKind enum type\n\nNamespace: shop\n\nA.\n\n## Members\n\n|Member|Value|Description|\n|-|-|-|\n",
    ),
    "types with a heading": many(
        lambda n: f"## lampOfRoom{n} resource type\n\n{TABLE}|a|String|B.|\n\n",
        before="# Types\n\n",
    ),
    "types that use each other": many(
        lambda n: f"## lampOfRoom{n} type\n\n{TABLE}|a|lampInRoom{n}|B.|\n\n", before="# Types\n\n"
    ),
    "annotated types": many(
        lambda n: f'<!-- {{"blockType": "resource", "@odata.type": "shop.a{n}"}} -->\n'
        '```json\n{"b": "String"}\n```\n\n',
        before=f"{TYPE}{TABLE}|b|String|B.|\n\n## JSON representation\n\n",
    ),
    "a chain of base types": many(
        lambda n: f'<!-- {{"blockType": "resource", "@odata.type": "shop.a{n + 1}", "baseType": "shop.a{n}"}} -->\n'
        f'```json\n{{"b{n}": "String"}}\n```\n\n',
        before=f"{TYPE}{TABLE}|b|String|B.|\n\n## JSON representation\n\n",
    ),
    "a sample with other keys": halves(
        many(lambda n: f"|lampOfRoom{n}|String|B.|\n", before=TYPE + TABLE),
        many(
            lambda n: f'"lampInRoom{n}": "a",\n',
            before='## Get lamp\n\n### HTTP request\n\n```http\nGET /lamps/{id}\n```\n\n### Response\n\n'
            'Returns a [lamp](page.md) object.\n\n### Example\n\n```http\nGET /lamps/7\n```\n\n'
            f'<!-- {{"blockType": "response", "@odata.type": "shop.lamp"}} -->\n{HTTP}{{',
            after='"b": 1}\n```\n',
        ),
    ),
}  # fmt: skip
_TS = f"{CREATED}### Request body\n\n```ts\n"
_ANSWER = f"{HEADED}### Response\n\n"
_NOTATIONS: Mapping[str, Make] = {
    "types of TypeScript": many(
        lambda n: f"interface A{n} {{\n  b{n}: string;\n}}\n\n", before="## A\n\n```ts\n", after="```\n"
    ),
    "types of TypeScript, each of another": many(
        lambda n: f"type A{n} = A{n + 1};\n", before="## A\n\n```ts\n", after="```\n"
    ),
    "types of TypeScript in fences": many(
        lambda n: f"```ts\ninterface A{n} extends A{n - 1} {{ b: A{n + 1} }}\n```\n\n", before="## A\n\n"
    ),
    "an interface of many": many(lambda n: f"  a{n}?: string // b\n", before=f"{_TS}{{\n", after="}\n```\n"),
    "comments of an interface": many(
        lambda n: f"  // b{n}\n", before=f"{_TS}{{\n", after="  a: string }\n```\n"
    ),
    "a comment of an interface without an end": long("/* ", before=f"{_TS}{{ a: string\n", after="}\n```\n"),
    "object types, nested": around("{ a: ", "string", " }", before=_TS, after="\n```\n"),
    "object types without an end": long("{ a: ", before=_TS, after="\n```\n"),
    "types of types": around("Array<", "string", ">", before=f"{_TS}{{ a: ", after=" }\n```\n"),
    "a union of many": many(lambda n: f'"a{n}" | ', before=f"{_TS}{{ a: ", after="null }\n```\n"),
    "an enumeration of TypeScript": many(
        lambda n: f"  A{n} = {n},\n", before="## A\n\n```ts\nenum A {\n", after="}\n```\n"
    ),
    "object types in cells": many(
        lambda n: f"|`a{n}`|`{{ b: string, c{n}: {{ d: number }} }}`|yes|B.|\n", before=f"{CREATED}{FIELDS}"
    ),
    "an object type in a cell": around(
        "{ a: ", "string", " }", before=f"{CREATED}{FIELDS}|`a`|`", after="`|yes|B.|\n"
    ),
    "cells that link to sections": halves(
        many(lambda n: f"|`a{n}`|[b](#b{n})|yes|C.|\n", before=f"{CREATED}{FIELDS}"),
        many(lambda n: f"#### b{n}\n\n|Name|Type|\n|-|-|\n|`c`|string|\n\n"),
    ),
    "cells that link to one section": many(
        lambda n: f"|`a{n}`|[b](#b)|yes|C.|\n",
        before=f"#### b\n\n|Name|Type|\n|-|-|\n|`c`|string|\n\n{CREATED}{FIELDS}",
    ),
    "sections that link to the next": many(
        lambda n: f"#### b{n}\n\n|Name|Type|\n|-|-|\n|`c`|[d](#b{n + 1})|\n\n",
        before=f"{CREATED}{FIELDS}|`a`|[b](#b0)|yes|C.|\n\n",
    ),
    "sections that link to themselves": many(
        lambda n: f"#### b\n\n|Name|Type|\n|-|-|\n|`c{n}`|[d](#b)|\n\n",
        before=f"{CREATED}{FIELDS}|`a`|[b](#b)|yes|C.|\n\n",
    ),
    "columns without a role": many(
        lambda n: f"|`a{n}`|string|" + "b|" * 20 + "\n",
        before=f"{CREATED}### Parameters\n\n|Name|Type|{'Foo|' * 20}\n|-|-|{'-|' * 20}\n",
    ),
    "columns of requests": many(
        lambda n: f"|`a{n}`|" + "yes|no|" * 10 + "\n",
        before=f"{CREATED}### Parameters\n\n|Name|{'GET|POST|' * 10}\n|-|{'-|-|' * 10}\n",
    ),
    "headings of statuses": many(lambda n: f"#### 2{n % 100:02} OK\n\n- `a{n}` (string): B.\n\n", before=_ANSWER),
    "headings of a status": many(lambda n: f"#### 200\n\n|Name|Type|\n|-|-|\n|`a{n}`|string|\n\n", before=_ANSWER),
    "headings of media types": many(
        lambda n: f"#### application/x-a{n}\n\n- `a{n}` (string): B.\n\n", before=f"{CREATED}### Body\n\n"
    ),
    "failures": many(
        lambda n: f"|4{n % 100:02}|`a_{n}`|B.|\n",
        before=f"{HEADED}### Errors\n\n|Status|Code|Description|\n|-|-|-|\n",
    ),
    "failures in bullets": many(lambda n: f"- `4{n % 100:02}` `a_{n}`: B.\n", before=f"{HEADED}### Errors\n\n"),
    "failures in a cell": many(
        lambda n: f"`a_{n}`, ",
        before=f"{HEADED}### Errors\n\n|Status|Code|\n|-|-|\n|400|", after="|\n",
    ),
    "failures of operations": many(
        lambda n: f"## Get a{n}\n\n`GET /a{n}`\n\n### Errors\n\n|Status|Code|\n|-|-|\n|404|`b_{n}`|\n\n"
    ),
    "defaults": many(
        lambda n: f"|`a{n}`|string|no|B. Defaults to `c{n}`.|\n", before=f"{CREATED}{FIELDS}"
    ),
    "defaults of a row": long("Defaults to `b` (default: c) ", before=f"{CREATED}{FIELDS}|`a`|string|no|", after="|\n"),
    "defaults without an end": long("(default ", before=f"{CREATED}### Parameters\n\n- `a` ", after="\n"),
    "deprecations": many(
        lambda n: f"|`a{n}`|string|no|Deprecated since 1.{n}, use `a{n + 1}`.|\n", before=f"{CREATED}{FIELDS}"
    ),
    "facts": many(lambda n: f"- **Scope**: a{n}\n", before=HEADED),
    "summaries": many(lambda n: f"<details>\n<summary>GET /a{n}</summary>\n\nb\n\n</details>\n\n", before="## A\n\n"),
    "prefixes": many(lambda n: f"## A{n}\n\nAll paths begin with `/a{n}`.\n\n### Get b\n\n`GET /b`\n\n"),
    "servers": many(lambda n: f"- `https://a{n}.example/v{n}`\n", before="# A\n\nBase URLs:\n\n"),
    "schemes": many(
        lambda n: f"|a{n}|API key|header|X-A{n}|\n",
        before="# A\n\n## Authentication\n\n|Name|Type|In|Header|\n|-|-|-|-|\n",
    ),
    "types on lines": many(lambda n: f"`a{n}`\n\nType: string\n\nRequired: yes\n\n", before=f"{CREATED}### Parameters\n\n"),
    "alternatives in words": long("'a' or 'b' or ", before=f"{CREATED}{FIELDS}|`a`|string|no|One of ", after="'c'.|\n"),
    "what is required of several": many(
        lambda n: f"At least one of `a{n}`, `b` is required.\n\n", before=f"{CREATED}{FIELDS}|`b`|string|no|B.|\n\n"
    ),
    "escapes": long("\\*a\\_ ", before=f"{CREATED}{FIELDS}|`a`|string|no|", after="|\n"),
    "names with dots": many(lambda n: "a." , before=f"{CREATED}{FIELDS}|`", after="b`|string|no|B.|\n"),
    "names with brackets": long("[a]", before=f"{CREATED}{FIELDS}|`a", after="`|string|no|B.|\n"),
    "names with angles": many(lambda n: f"|{'» ' * (n % 40)}a{n}|string|no|B.|\n", before=f"{CREATED}{FIELDS}"),
    "digits": long("9", before=f"{CREATED}{FIELDS}|`a`|integer|no|Defaults to `", after="`. The maximum is 10.|\n"),
    "digits of JSON": long("9", before=f'{_ANSWER}```json\n{{"a": ', after="}\n```\n"),
    "digits of a status": long("2", before=f"{_ANSWER}#### ", after=" OK\n\n- `a`\n"),
    "digits of a version": long("1.", before="# A\n\nBase URL: https://a.example/v", after="0\n\n"),
    "a line without an end": long("a `b` | ", before=CREATED, after=""),
    "lines of CR": lambda size: f"{CREATED}### Parameters\r" + "- `a` (string): B.\r" * (size // 20),
    "lines of CRLF": lambda size: (
        f"{CREATED}{FIELDS}" + "|`a`|string|no|B.|\n" * (size // 22)
    ).replace("\n", "\r\n"),
    "separators of lines": lambda size: f"{CREATED}{FIELDS}" + "|`a`|string|no|B.|\u2028" * (size // 20),
    "controls": long("\x1b[31ma\x07\u202e\u200b ", before=f"{CREATED}{FIELDS}|`a`|string|no|", after="|\n"),
    "marks of order": long("\ufeff", before="\ufeff", after=CREATED),
    "marks above letters": long("a\u0301\u0327", before=f"{CREATED}{FIELDS}|`", after="`|string|no|B.|\n"),
    "white space of other scripts": long("\u3000\u00a0\u2003", before=f"{CREATED}{FIELDS}|`a`|", after="string|no|B.|\n"),
    "digits of other scripts": long("\u0663\u09e9", before=f"{CREATED}{FIELDS}|`a`|integer|no|Default: ", after="|\n"),
}  # fmt: skip
_LABELS: Mapping[str, Make] = {
    "a heading": long("response data ", before=f"{HEADED}### ", after="\n\n"),
    "a title": long("response data ", before="## ", after="\n\n`GET /lamps/{id}`\n\n"),
    "a label": long("response data ", before=HEADED, after=":\n\n"),
    "an example": long("example data ", before=f"{HEADED}### ", after="\n\n"),
    "a server": long("base url ", before="# A\n\n## ", after="\n\n"),
}
_BELOW: Mapping[str, Make] = {
    "fences": many(lambda n: JSON),
    "request lines": many(lambda n: f"GET /a{n}\n", before="```http\n", after="```\n"),
    "paragraphs": many(lambda n: f"`GET /a{n}`\n\n"),
    "tables": many(lambda n: f"|a|b|\n|-|-|\n|c{n}|d|\n\n"),
    "bullets": many(lambda n: f"- `a{n}`\n\n"),
    "parts": many(lambda n: "#### Parameters\n\n- `a` b\n\n"),
}
_DIRECTIVE = "# A\n\n.. http:get:: /a\n\n"
_DIRECTIVES: Mapping[str, Make] = {
    "fields of directives": many(lambda n: f"   :>json string a{n}: b\n", before=_DIRECTIVE),
    "types of one field": many(
        lambda n: f"   :type a: b{n}\n", before=f"{_DIRECTIVE}   :param a: b\n"
    ),
    "code below directives": many(lambda n: "   .. code::\n\n      {}\n\n", before=_DIRECTIVE),
    "code of directives without an end": many(lambda n: "   .. code::\n", before=_DIRECTIVE),
    "code inside of code": nested(" ", ".. code::", before=_DIRECTIVE),
    "blocks of directives": many(lambda n: "```{eval-rst}\n", after=_DIRECTIVE),
}  # fmt: skip
_SHARED = "## Common parameters\n\n"
_LINKING: Mapping[str, Make] = {
    "operations that link to many parameters": halves(
        many(lambda n: f"- `a{n}`: B.\n", before=_SHARED),
        many(lambda n: f"## A{n}\n\n`GET /a{n}`\n\n[parameters](#common-parameters)\n\n"),
    ),
    "lists of parameters of one name": halves(
        many(lambda n: f"{_SHARED}- `a{n}`: B.\n\n"),
        many(lambda n: f"## A{n}\n\n`GET /a{n}`\n\n[parameters](#common-parameters)\n\n"),
    ),
    "links to many lists of parameters": halves(
        many(lambda n: f"## Parameters {n}\n\n- `a{n}`: B.\n\n"),
        many(lambda n: f"- [parameters](#parameters-{n})\n", before=HEADED),
    ),
    "rows that link to parameters": halves(
        many(lambda n: f"- `a{n}`: B.\n", before=_SHARED),
        many(lambda n: "|[parameters](#common-parameters)||||\n", before=f"{HEADED}{FIELDS}"),
    ),
    "headings of values": many(lambda n: f"### a{n} fields\n\n- `b{n}`: C.\n\n", before=HEADED),
    "labels below names": many(lambda n: "**Type:** string\n", before=f"{HEADED}### Parameters\n\n#### a\n\n"),
    "names with labels": many(lambda n: f"#### a{n}\n\n**Type:** string\n\n", before=f"{HEADED}### Parameters\n\n"),
    "comments above JSON": many(lambda n: f"## A{n}\n\n```js\n// PATCH /a{n}\n{{}}\n```\n\n"),
    "a comment above JSON of many words": long("GET /a ", before="## A\n\n```js\n// ", after="\n{}\n```\n"),
    "an address of many spaces": long("/ {a}", before="|Method|URL|\n|-|-|\n|GET|", after="|\n"),
}  # fmt: skip
_ANSWERED = f"{HEADED}Response:\n\n"
_TEXTS: Mapping[str, Make] = {
    "texts of one request": many(lambda n: f"Response:\n\n```\na{n}\n```\n\n", before=HEADED),
    "texts beside JSON": many(lambda n: f"Response {200 + n % 99}\n\n```\na{n}\n```\n\n{JSON}", before=HEADED),
    "a text of many lines": many(lambda n: "a b\n", before=f"{_ANSWERED}```\n", after="```\n"),
    "rows of one width": many(lambda n: f"{n},b\n", before=f"{_ANSWERED}```\na,b\n", after="```\n"),
    "a row of many cells": long("a,", before=f"{_ANSWERED}```\n", after="a\nb\n```\n"),
    "words of a row": long("a ", before=f"{_ANSWERED}```\n", after=",b\nc,d\n```\n"),
    "elements": long("<a>", before=f"{_ANSWERED}```\n", after="</a>\n```\n"),
    "an element of many words": long("a ", before=f"{_ANSWERED}```\n<b ", after="\n```\n"),
    "JSON on lines": many(lambda n: f'{{"a{n}": 1}}\n', before=f"{_ANSWERED}```\n", after="```\n"),
    "JSON on lines that end nowhere": many(lambda n: f'{{"a{n}": \n', before=f"{_ANSWERED}```\n", after="```\n"),
    "objects on one line": long('{"a": 1} ', before=f"{_ANSWERED}```\n", after="\n{}\n```\n"),
}  # fmt: skip
_BLUEPRINT = "# Lamps [/lamps/{id}]\n\n+ Parameters\n"
_ANSWER = "+ Response 200 (application/json)\n    + Attributes\n"
_BLUEPRINTS: Mapping[str, Make] = {
    "operations of a resource with many parameters": halves(
        many(lambda n: f"    + a{n}: b (string)\n", before=_BLUEPRINT),
        many(lambda n: f"## A{n} [GET]\n+ Response 200\n\n"),
    ),
    "members": many(lambda n: f"        + a{n}: b (string) - c\n", before=f"# A [GET /a]\n{_ANSWER}"),
    "members with brackets": many(
        lambda n: f"        + a{n}: {'(' * 20} {'(b) ' * 20}\n", before=f"# A [GET /a]\n{_ANSWER}"
    ),
    "a member of many brackets": long(
        "(a) ", before=f"# A [GET /a]\n{_ANSWER}        + b: ", after="\n"
    ),
    "types that include each other": many(
        lambda n: f"## A{n}\n+ Include A{n + 1}\n+ Include A{n + 2}\n+ a{n}: b (A{n + 3})\n\n",
        before=f"# A [GET /a]\n{_ANSWER}        + Include A1\n\n# Data Structures\n\n",
    ),
    "arrays of arrays": many(
        lambda n: f"## A{n} (array[A{n + 1}, A{n + 2}])\n\n",
        before=f"# A [GET /a]\n{_ANSWER}        + a (A1)\n\n# Data Structures\n\n",
    ),
    "failures": many(
        lambda n: f"# A{n} [GET /a{n}]\n+ Response 404\n    + Attributes\n        + b{n}: c (string)\n\n"
    ),
    "schemas": many(
        lambda n: f'"a{n}": {{"type": "string"}},',
        before='# A [GET /a]\n+ Response 200\n    + Schema\n\n            {"type": "object", "properties": {',
        after='"b": {}}}\n',
    ),
    "addresses": many(lambda n: f"## A [/a{n}/{{b}}]\n\n", before=f"# A [GET /a]\n{_ANSWER}"),
}  # fmt: skip
_OPENAPI_BEFORE = '# A\n\n```json\n{"openapi": "3.1.0", "paths": {'
_REF = '{"$ref": "#/components/schemas/'
_INDEXES: Mapping[str, Make] = {
    "paths of a document": many(
        lambda n: f'"/a{n}": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{"schema": {_REF}B"}}}}}}}}}}}}}},\n',
        before=_OPENAPI_BEFORE,
        after='"/": {}}, "components": {"schemas": {"B": {"properties": {"c": {"type": "string"}}}}}}\n```\n',
    ),
    "schemas of a document": many(
        lambda n: f'"A{n}": {{"properties": {{"b": {_REF}A{n + 1}"}}, "c": {_REF}A{n + 2}"}}}}}},\n',
        before=f'{_OPENAPI_BEFORE}"/a": {{"get": {{}}}}}}, "components": {{"schemas": {{\n',
        after='"B": {"type": "string"}}}}\n```\n',
    ),
    "schemas that are all of others": many(
        lambda n: f'"A{n}": {{"allOf": [{_REF}A{n + 1}"}}, {_REF}A{n + 2}"}}, {{"properties": {{"b{n}": {{}}}}}}]}},\n',
        before=f'{_OPENAPI_BEFORE}"/a": {{"get": {{}}}}}}, "components": {{"schemas": {{\n',
        after='"B": {"type": "string"}}}}\n```\n',
    ),
    "parameters of all operations of a path": halves(
        many(
            lambda n: f'{{"name": "b{n}", "in": "query"}},\n',
            before=f'{_OPENAPI_BEFORE}"/a": {{"parameters": [',
            after='{"name": "c", "in": "query"}],\n',
        ),
        many(lambda n: f'"x-{n}": {{}},\n', after='"get": {}, "put": {}, "delete": {}}}}\n```\n'),
    ),
    "an index and its sections": halves(
        many(
            lambda n: f"|GET|`/a{n}`|Get a{n}|\n",
            before="# A\n\n|Method|Path|About|\n|-|-|-|\n",
        ),
        many(lambda n: f"## Get a{n}\n\n|Name|Type|\n|-|-|\n|`b`|string|\n\n"),
    ),
    "an index of one name": halves(
        many(lambda n: f"|GET|`/a{n}`|Get a|\n", before="# A\n\n|Method|Path|About|\n|-|-|-|\n"),
        many(lambda n: f"## Get a\n\n|Name|Type|\n|-|-|\n|`b{n}`|string|\n\n"),
    ),
    "cells of whole request lines": many(
        lambda n: f"|`GET /a{n}`|b|\n", before="# A\n\n|Request|About|\n|-|-|\n"
    ),
    "queries in a sentence": many(lambda n: f"`?a{n}=`, ", before="# A\n\n`GET /a`\n\nSupports "),
}
PAGES: Mapping[str, Make] = {
    **_FRAMES,
    **_BLUEPRINTS,
    **_DIRECTIVES,
    **_TEXTS,
    **_LINKING,
    **_OPERATIONS,
    **_FIELDS,
    **_NOTATIONS,
    **_INDEXES,
    **{
        f"{above}, and below {below}": halves(_LABELS[above], _BELOW[below])
        for above in _LABELS
        for below in _BELOW
    },
}
