"""Operations that headings name, where a page states one address or one method for all of them.

    Requests go to `https://shop.example/bot<token>/METHOD_NAME`, with GET or POST.
    ### sendLamp                           POST /bot{token}/sendLamp

    All calls are made with POST.
    ### lamps/add: Adds a lamp             POST /lamps/add

The entries of a document without a request line enter; those with such a name leave with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import word_pattern
from docgen.reading.entries.declaration import VERB, Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.parser import Block, Fence, Paragraph
from docgen.records import replace
from docgen.syntax.plain_text import sentences

_PLACE = r"(?:METHOD(?:_NAME)?|[{<:]method(?:[_-]?name)?[}>]?)"
_ADDRESS = re.compile(rf"https?://[^\s`'\"|]{{1,200}}?/({_PLACE})(?![\w/{{<])")
# "sendLamp", "lamps.send": words of code, none of a title.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*|(?:\.[a-z][A-Za-z0-9]*)+)")
# "lamps/add: Adds a lamp"
_STEPS = re.compile(r"([a-z][\w-]{0,60}(?:/[a-z][\w-]{0,60}){1,5})(?:[ \t]*[:：–—-][ \t]+\S.*)?")
_LONGEST = 2_000  # characters of a block that is looked at
_LEAST = 2  # names of steps, before they are paths


def with_named_methods(
    entries: Sequence[Entry], blocks: Sequence[Block], dialect: Dialect
) -> Iterator[Entry]:
    """The entries; those whose titles are names of methods are declared by the address that a block states.

    Or by their steps, with the method that a sentence says all calls have.
    """
    texts = [b.text[:_LONGEST] for b in blocks if isinstance(b, (Fence, Paragraph))]
    found = next((match for text in texts if (match := _ADDRESS.search(text))), None)
    steps = [_STEPS.fullmatch(entry.title[:_LONGEST]) for entry in entries]
    is_of_steps = not found and sum(map(bool, steps)) >= _LEAST
    method = _method_of_all(texts, dialect) if is_of_steps else "POST"
    for entry, name in zip(entries, steps):
        if found and _NAME.fullmatch(entry.title):
            target = found[0][: found.start(1) - found.start()] + entry.title
        elif is_of_steps and method and name:
            target = f"/{name[1]}"
        else:
            yield entry
            continue
        declaration = Declaration(method=method, target=target, form="heading", at=entry.at)
        yield replace(entry, declared=(declaration,), is_inferred=False)


def _method_of_all(texts: Iterable[str], dialect: Dialect) -> str:
    """The one method of a sentence such as "All calls are made with POST", "" where no text has one."""
    words = dialect.vocabulary()
    every = re.compile(word_pattern(dialect.marks["all"]), re.I)
    for text in texts:
        if not every.search(text):
            continue
        for sentence in sentences(text):
            methods = {*re.findall(rf"\b(?:{VERB})\b", sentence)}
            # "All calls need a token in the POST body" has more to say.
            is_short = len(sentence.split()) <= _MOST_WORDS
            if len(methods) == 1 and is_short and every.search(sentence):
                if words.means(sentence, "api", "endpoint", "request"):
                    return methods.pop()
    return ""


_MOST_WORDS = 10
