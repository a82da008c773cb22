"""A text that is one literal of a programming language -> its JSON."""

from __future__ import annotations

import re

from docgen.syntax.programs.expressions import Values
from docgen.syntax.programs.tokens import tokens
from docgen.syntax.programs.values import Items, Mapping, Text, Unknown, Value, json_of

# A key of JSON, before which there are only brackets.
_JSON_FIRST = re.compile(r'[\s\[{]*+"[^"\\\n]*+"[ \t]*+:(?!:)')


def literal_json(text: str) -> str | None:
    """The JSON of a text that is one literal of a programming language; None for JSON, however odd, and any other text.

    A literal has keys that are not in JSON's quotation marks, or texts that are not.
    """
    if _JSON_FIRST.match(text):
        return None
    start = text.lstrip()
    if start[:1] not in ("{", "[") and not start.startswith("array("):
        return None
    found = [token for token in tokens(text) if token.text != ";" or token.kind != "sign"]
    values = Values()
    value = values.of(found) if len(found) in (1, 2) else None
    if not isinstance(value, (Mapping, Items)) or not _is_foreign(value):
        return None
    lines = text.count("\n", 0, len(text) - len(start))
    return "\n" * lines + json_of(value)


def _is_foreign(value: Value) -> bool:
    """Whether a value is written in another language than JSON, and nothing in it was passed over."""
    pairs = texts = 0
    level: list[Value] = [value]
    while level:
        each = level.pop()
        match each:
            case Mapping(found):
                if any(pair.is_json for pair in found):
                    return False
                pairs += len(found)
                level += (pair.value for pair in found)
            case Items(items):
                level += items
            case Text():
                texts += each.is_foreign
            case Unknown(is_odd=True):
                return False
            case _:
                pass
    return bool(pairs or texts)
