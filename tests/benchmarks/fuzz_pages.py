"""Folders of made-up pages for `make fuzz`: the shapes of all references that docgen was held against, and mutations.

In: a `random.Random`. Out: `{path: text}`. The same random numbers make the same pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from hostile_pages import BEGINNINGS, LINES, RUNS, UNITS

_NOUNS = "lamp room shop user order item plug shade board member file group token event".split()
_FIELDS = "id name displayName color watts size created_at isOn items owner parent kind value count next_url url".split()
_ODD_NAMES = (
    *"class None import self mro id_ __init__ Id ID 2fa 3dModel größe straße 日本 ﬁle con nul aux prn com1 +1 -1 @odata.type".split(),
    *"a.b a[b] a[] $filter data.items x-y _ __ é ŉ ½ fields[user] :lamp *path {id} <id> [id] List str print".split(),
    *("", " ", "a b", "a|b", "a`b", "‮evil", "soft\u00adhyphen", "zero\u200bwidth", "note[^1]", "x<sup>1</sup>", "x\\*", "a" * 300),
)  # fmt: skip
_TYPES = (
    *"String string Int32 integer number boolean Boolean DateTimeOffset Duration Decimal Guid Binary object array file Double any".split(),
    *("String collection", "Collection(Edm.String)", "array of strings", "integer/string", "string or null", "List<lamp>", "map[string]int"),
    *("[lamp](lamp.md)", "[lamp](lamp.md) collection", "lamp object", "?string", "`color`", "enum", "flags", "shop.kind", "[]", "[room](#room)"),
    *("Array<string>", "String[]", "string (date)", "array[integer]", "snowflake", "ISO8601 timestamp", "?array of [lamp](lamp.md) objects"),
)  # fmt: skip
_ABOUT = (
    *("The key.", "Required. The name.", "Optional. How many. Default is `20`.", "One of `warm`, `cold`, `bright`.", "See [room](room.md#size)."),
    *("The possible values are: `+1`, `-1`, `heart`.", "The possible value is `only`.", "Possible values are 'a' and 'b'.", "Inherited from [item](item.md)."),
    *("This is a flags enumeration. The possible values are: `a`, `b`, `c`.", "Read-only. Not nullable.", "Requires `$select` to retrieve."),
    *("**Deprecated** since v2. Use `name`.", "A list.<br/>Of things.", "", "{{< required >}}", "Maximum length is 1,024. From 1 to 100.", "A[^1] note."),
    *("&lt;img src=x&gt; <b>bold</b>", "Supports `$filter` (`eq`, `ne`).", "\u001b[31mred", "::error::stop", "`{\"a\": 1}`", "Default: `1e999`."),
)  # fmt: skip
_METHODS = "GET GET GET POST PUT PATCH DELETE HEAD LIST OPTIONS".split()
_STATUSES = "200 201 202 204 301 304 400 404 429 500 000 100 600 2XX".split()
_VALUES: tuple[Any, ...] = (
    *("a", "", "2020-01-02T03:04:05Z", "P1W", "<later>", "warm,cold", "12345678901234567890.123456789", "\u202e", "https://shop.test/v1/lamps?page=2"),
    *(0, -1, 2**70, 1.5, 1e300, True, None, [], {}, [[]], ["a", 1], {"a": {"b": [{"c": None}]}}, {"@odata.type": "#shop.lamp", "id": "1"}),
)  # fmt: skip
_BAD_JSON = ('{"a": 1e999}', '{"a": NaN}', '{"a": "\\ud800"}', '{"a": 1,}', "{a: 'b'}", "{...}", '{"a"', '{"a":' * 200 + "1" + "}" * 200,
             "[" * 3000, '{"a": 01}', '{"a": 1} {"b": 2}', '["a" "b"]', "{{ body }}", '{"a": 1, "a": 2}', "// a\n{}", "\ufeff{}")  # fmt: skip
_TS_TYPES = ("string", "number | null", "'a' | 'b'", "{ a: string }", "Array<{ b?: item }>", "Record<string, any>",
             "item[]", "Partial<item> & { c: 1 }", "() => void", "// ", "{")  # fmt: skip


class Pages:
    """One folder of pages."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.nouns = random.sample(_NOUNS, 4)

    def folder(self) -> dict[str, str]:
        """Some pages of one family, at times one of another."""
        family = self.pick(FAMILIES)
        pages: dict[str, str] = {}
        for number in range(self.random.randint(1, 5)):
            make = family if self.chance(0.85) else self.pick(FAMILIES)
            ending = "mdx" if self.chance(0.05) else "md"
            name = self.pick(self.nouns) + ("" if self.chance(0.5) else f"-{number}")
            folder = "" if self.chance(0.8) else f"{self.pick(self.nouns)}/"
            text = make(self)
            for _ in range(self.pick((0, 0, 1, 2, 5))):
                text = self.mutated(text)
            pages[f"{folder}{name}.{ending}"] = text
        return pages

    # Choices

    def pick(self, items: Sequence[Any]) -> Any:
        return items[self.random.randrange(len(items))]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def name(self) -> str:
        return self.pick(_FIELDS) if self.chance(0.85) else self.pick(_ODD_NAMES)

    def noun(self) -> str:
        return self.pick(self.nouns)

    def path(self) -> str:
        parts: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            parts.append(
                self.pick((f"{self.noun()}s", f"{self.noun()}s", "me", "v1", "$count", "a:b"))
            )
            if self.chance(0.6):
                key = (
                    self.pick(("id", "lamp_id", "user-id", "", "name"))
                    if self.chance(0.9)
                    else self.pick(_ODD_NAMES)
                )
                forms = (
                    "{%s}",
                    "{%s}",
                    ":%s",
                    "<%s>",
                    "(%s)",
                    "{{%s}}",
                    "[%s]",
                    "{%s}.json",
                    "f(a='{%s}',b={%s})" % (key, "%s"),
                )
                parts.append(self.pick(forms) % key)
        query = self.pick(("", "", "", "?limit={limit}", "?a=b&c", "[?a=b]", "{?page}", "?$top=5"))
        return "/" + "/".join(parts) + query

    def target(self) -> str:
        host = self.pick(
            (
                "",
                "",
                "https://shop.test",
                "https://shop.test/v1",
                "http://{host}/api",
                "https://graph.microsoft.com/v1.0",
                "~",
            )
        )
        return host + self.path()

    def value(self) -> str:
        if self.chance(0.1):
            return self.pick(_BAD_JSON)
        object = {self.name(): self.pick(_VALUES) for _ in range(self.random.randint(0, 5))}
        whole: Any = self.pick((object, object, [object], [object, object], {"value": [object]}, {"value": object},
                                {"data": object, "errors": []}, {"value": [object], "nextLink": "https://shop.test/x"}, "a", 1, []))  # fmt: skip
        return json.dumps(whole, indent=self.pick((None, 2)), ensure_ascii=self.chance(0.5))

    # Pieces of pages

    def table(self, header: str) -> str:
        columns = header.split("|")
        rows = [header, "|".join(self.pick((":---", "---", "-")) for _ in columns)]
        for _ in range(self.random.randint(1, 6)):
            rows.append("|".join(self.cell(column) for column in columns))
        edge = self.pick(("|", "|", ""))
        return "".join(f"{edge}{row}{edge}\n" for row in rows) + "\n"

    def cell(self, column: str) -> str:
        match column.strip().lower():
            case "type":
                return self.pick(_TYPES)
            case "required" | "optional":
                return self.pick(("Yes", "No", "**Yes**", "{{< yes >}}", "✓", "", "required"))
            case "in":
                return self.pick(("path", "query", "body", "header", "formData", "cookie"))
            case "default":
                return self.pick(("20", "false", "none", "`a`", '{"a": 1}', "1e999", ""))
            case "description" | "details":
                return self.pick(_ABOUT)
            case "status" | "code":
                return self.pick(_STATUSES)
            case "number":
                return self.pick(("0", "1", "2", "1 << 3", "0x10", "-1", "a"))
        name = self.name()
        forms = (
            "{}",
            "{}",
            "`{}`",
            "**{}**",
            "{}?",
            "{} (optional)",
            "[{}](room.md)",
            "» {}",
            "{}\\*",
        )
        return self.pick(forms).format(name.replace("{", "(").replace("}", ")"))

    def properties(self) -> str:
        return self.table(self.pick(("Property|Type|Description", "Field|Type|Description", "Name|Type|Required|Description",
                                     "Parameter|Default|Description", "Name|In|Type|Required|Description", "Attribute|Type|Description")))  # fmt: skip

    def bullets(self) -> str:
        forms = ("- `{n}` ({t}): {a}\n", "* **{n}** ({t}, required): {a}\n", "- `{n}` `({t}: <required>)` - {a}\n", "  - `{n}`: {a}\n",
                 "- `{n}=<{t}>`: {a}\n", "{n}\n: {{{{<required>}}}} {t}. {a}\n\n", "- {n}: {a}\n")  # fmt: skip
        form = self.pick(forms)
        rows = (
            form.format(n=self.name(), t=self.pick(_TYPES), a=self.pick(_ABOUT))
            for _ in range(self.random.randint(1, 5))
        )
        return "".join(rows) + "\n"

    def typescript(self) -> str:
        """Types in a fence, as TypeScript writes them."""
        members = "".join(
            f"  {self.name()}{self.pick(('', '?'))}: {self.pick(_TS_TYPES)}{self.pick((';', ',', ''))}\n"
            for _ in range(self.random.randint(0, 5))
        )
        start = self.pick(
            (f"interface {self.noun()} ", f"export type {self.noun()} = ", "enum a ", "")
        )
        return f"```{self.pick(('ts', 'typescript', ''))}\n{start}{{\n{members}}}\n```\n\n"

    def notation(self) -> str:
        """What stands below a heading, a label or a summary of its own."""
        rows = self.pick((self.properties, self.bullets, self.typescript, self.response))()
        noun = self.noun()
        return self.pick(
            (
                f"#### {self.pick(_STATUSES)} OK\n\n{rows}",
                f"#### application/json\n\n{rows}",
                f"#### {noun}\n\n{rows}",
                f"**{noun}**\n\n{rows}",
                f"<details>\n<summary>{self.pick(_METHODS)} {self.path()}</summary>\n\n{rows}</details>\n\n",
                f"### Errors\n\n{self.table('Status|Code|Description')}",
                f"### Errors\n\n- `{self.pick(_STATUSES)}` `{noun}`: {self.pick(_ABOUT)}\n\n",
                f"- **Scope**: {noun}\n- **Method**: {self.pick(_METHODS)}\n- **URL**: {self.path()}\n\n",
                f"|Name|Type|GET|POST|Foo|\n|-|-|-|-|-|\n|`{noun}`|[{noun}](#{noun})|yes|no|{self.pick(_ABOUT)}|\n\n",
            )
        )

    def request(self) -> str:
        """A sample request."""
        method = self.pick(_METHODS)
        body = (
            f"\n\n{self.value()}" if method in ("POST", "PUT", "PATCH") and self.chance(0.8) else ""
        )
        headers = self.pick(
            (
                "",
                "\nContent-Type: application/json",
                "\nAuthorization: Bearer {token}",
                "\nIf-Match: *\nPrefer: a",
            )
        )
        if self.chance(0.3):
            data = f" \\\n  -d '{self.value()}'" if body else ""
            return f'```shell\ncurl -X {method} "{self.target()}" \\\n  -H "Authorization: meow"{data}\n```\n\n'
        return f"```http\n{method} {self.target()}{headers}{body}\n```\n\n"

    def response(self) -> str:
        status = self.pick(_STATUSES)
        head = self.pick(
            (
                f"HTTP/1.1 {status} X\nContent-Type: application/json\n\n",
                f"HTTP/1.1 {status}\n",
                "",
                f"{status} OK\n\n",
            )
        )
        return f"```{self.pick(('http', 'json', ''))}\n{head}{self.value()}\n```\n\n"

    # Mutations

    def mutated(self, text: str) -> str:
        lines = text.split("\n")
        at = self.random.randrange(len(lines))
        match self.random.randrange(12):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[self.random.randrange(len(lines))])
            case 2:
                other = self.random.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines = lines[:at]
            case 4:
                lines.insert(at, self.pick(LINES).rstrip("\n"))
            case 5:
                piece, place = self.pick(UNITS), self.random.randint(0, len(lines[at]))
                lines[at] = (
                    lines[at][:place] + piece * self.pick((1, 1, 3, 200)) + lines[at][place:]
                )
            case 6:
                lines[at] = self.pick(BEGINNINGS).replace(".", " ") + self.pick(RUNS) * self.pick(
                    (1, 10, 2000)
                )
            case 7:
                words = lines[at].split(" ")
                words[self.random.randrange(len(words))] = self.pick(_ODD_NAMES)
                lines[at] = " ".join(words)
            case 8:
                lines[at] = self.pick(
                    (
                        lines[at].upper(),
                        lines[at].swapcase(),
                        lines[at][::-1],
                        f"    {lines[at]}",
                        f"> {lines[at]}",
                    )
                )
            case 9:
                lines[at : at + 1] = [lines[at]] * self.pick((2, 30))
            case 10:
                return (
                    text.replace("\n", "\r\n")
                    if self.chance(0.5)
                    else text.replace(" ", "\u00a0", 5)
                )
            case _:
                place = self.random.randint(0, len(text))
                return (
                    text[:place]
                    + self.pick(
                        (
                            "\u001b",
                            "\u0085",
                            "\u2028",
                            "\ufeff",
                            "\u0007",
                            "```",
                            "<!--",
                            "|",
                            "[^1]: ",
                        )
                    )
                    + text[place:]
                )
        return "\n".join(lines)


def _type_page(pages: Pages) -> str:
    """A type with a page of its own, as OData services document it."""
    noun = pages.noun()
    about = pages.pick(
        (
            "A thing.",
            "Inherits from [item](item.md).",
            "An open type.",
            "An abstract type.",
            f"See [{noun}](#{noun}).",
        )
    )
    kind = pages.pick(("resource type", "resource type", "enum type", "complex type", "values"))
    table = pages.table("Member|Number|Description") if kind == "enum type" else pages.properties()
    text = f"---\ntitle: {pages.pick((noun, '!!int x', '[a', 'a: b'))}\n---\n\n# {noun} {kind}\n\nNamespace: shop\n\n{about}\n\n"
    text += f"## {pages.pick(('Properties', 'Members', 'Relationships'))}\n\n{table}"
    if pages.chance(0.4):
        text += f"### {pages.noun()} values\n\n{pages.table('Value|Description')}"
    if pages.chance(0.5):
        note = json.dumps(
            {"blockType": "resource", "@odata.type": f"shop.{noun}", "keyProperty": pages.name()}
        )
        text += f"## JSON representation\n\n<!-- {note} -->\n```json\n{pages.value()}\n```\n"
    return text


def _operation_page(pages: Pages) -> str:
    """An operation with a page of its own, as OData services document it."""
    lines = "\n".join(
        f"{pages.pick(_METHODS)} {pages.path()}" for _ in range(pages.random.randint(1, 3))
    )
    text = f"# {pages.pick(('Get', 'List', 'Create'))} {pages.noun()}\n\nNamespace: shop\n\nDoes it.\n\n## Permissions\n\n"
    text += pages.table(
        "Permission type|Least privileged permissions|Higher privileged permissions"
    )
    text += f"## HTTP request\n\n```http\n{lines}\n```\n\n"
    for heading in (
        "Function parameters",
        "Optional query parameters",
        "Request headers",
        "Path parameters",
        "Request body",
    ):
        text += f"## {heading}\n\n{pages.properties()}" if pages.chance(0.3) else ""
    returned = pages.pick(
        (
            "a [lamp](lamp.md) object",
            "a collection of [lamp](lamp.md) objects",
            "nothing",
            "a String",
        )
    )
    text += f"## Response\n\nIf successful, this method returns a `{pages.pick(_STATUSES)} OK` response code and {returned}.\n\n## Example\n\n"
    return text + "".join(
        pages.request() + pages.response() for _ in range(pages.random.randint(0, 3))
    )


def _reference_page(pages: Pages) -> str:
    """Operations below headings, with what they take and return in any of the forms of references."""
    text = f"# {pages.noun().title()}s\n\nAll about them. Requests go to `{pages.pick(('https://shop.test/v1', 'https://{host}'))}`.\n\n"
    for number in range(pages.random.randint(1, 4)):
        method, path, noun = pages.pick(_METHODS), pages.path(), pages.noun()
        line = pages.pick((
            "```http\n{m} {p}\n```", "`{m} {p}`", "```\n{m} {p}\n```", "**{m}** `{p}`", "* `{m} {p}` does it.", "{m} {p}",
            '<Route method="{m}">{p}</Route>', "| Method | Path |\n|:--|:--|\n| `{m}` | `{p}` |", "<a id='x'></a>\n\n`{m} {p}`", "Endpoint: `{m} {p}`",
        )).replace("{m}", method).replace("{p}", path)  # fmt: skip
        heading = pages.pick(
            (
                f"## {noun.title()} {number}",
                f"## {method} {path}",
                f"## Get a {noun}",
                f"<h2 id='a'>{noun}</h2>",
                f"## `{path}`",
            )
        )
        text += f"{heading}\n\n{pages.pick(_ABOUT)}\n\n{line}\n\n"
        for label in (
            "### Parameters",
            "**Query parameters**",
            "### Request body",
            "### Headers",
            "#### URL Parameters",
            ":::note",
        ):
            if pages.chance(0.35):
                text += f"{label}\n\n{pages.pick((pages.properties, pages.bullets))()}"
        for label in (
            "Example request:",
            "> The above command returns JSON structured like this:",
            "### Response",
            "Example response:",
            "Returns `200` with:",
        ):
            if pages.chance(0.4):
                text += f"{label}\n\n{pages.pick((pages.request, pages.response, pages.response, pages.properties))()}"
        for _ in range(pages.pick((0, 0, 1, 3))):
            text += pages.notation()
    if pages.chance(0.4):
        text += f"# Schemas\n\n## {pages.noun()}\n\n{pages.properties()}```json\n{pages.value()}\n```\n\n### Enumerated Values\n\n{pages.table('Property|Value')}"
    return text


def _object_page(pages: Pages) -> str:
    """Objects and enumerations below headings, and a list of links."""
    text = f"# {pages.noun()} resource\n\n### {pages.noun().title()} Object\n\n###### Structure\n\n{pages.properties()}"
    text += f"###### {pages.noun().title()} Types\n\n{pages.table(pages.pick(('Type|Number|Description', 'Value|Name', 'Flag|Value')))}"
    text += f"###### Example\n\n```json\n{pages.value()}\n```\n\n## {pages.name()} {{#{pages.noun()}}}\n\n**Description:** {pages.pick(_ABOUT)}\\\n**Type:** {pages.pick(_TYPES)}\n\n"
    return text + "".join(
        f"- [{pages.name()}]({pages.noun()}.md#{pages.name()})\n" for _ in range(3)
    )


FAMILIES: tuple[Callable[[Pages], str], ...] = (
    _type_page,
    _operation_page,
    _reference_page,
    _reference_page,
    _object_page,
)
