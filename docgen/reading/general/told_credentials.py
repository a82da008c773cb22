"""The credentials that words tell, where no sample shows any: "All requests need a bearer token".

Blocks enter; `CredentialDoc`s leave, each once, with how often the page tells it. The names of fields and schemes are
those of RFC 9110, 6265 and 6750, the same in all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import AnyWord, word_pattern
from docgen.reading.markdown.parser import Block, Heading, Paragraph, Table
from docgen.reading.page import CredentialDoc, CredentialPlace
from docgen.records import replace

_LONGEST = 1_000  # characters of a paragraph in which a credential is looked for
_MAY_TELL = AnyWord(
    ("authorization", "bearer", "cookie", "key`", "token`", "secret`", "auth`", "appid`")
)
# "a bearer token", "Bearer authentication", "the `Bearer` scheme", "токен Bearer" (RFC 6750)
_BEARER = re.compile(
    r"(?<![A-Za-z0-9-])(?:[Bb]earer[ -](?:access[ -])?(?:token|auth|jwt|scheme)|(?<=[^A-Za-z0-9-]{2})Bearer\b(?!:))"
)
# The field (RFC 9110, 11.6.2); a slash or a bracket after it makes it another word.
_AUTHORIZATION = re.compile(
    r"(?<![A-Za-z0-9_-])(?:Authorization|(?<=`)authorization)(?![A-Za-z0-9_-]|[ ]?[(/])"
)
_SCHEME = re.compile(r"(?<![A-Za-z0-9_])(?:basic|digest|bearer)(?![A-Za-z0-9_])", re.I)
# "`Token YOUR_TOKEN`" in a text, or "Token <token>" as all of it: a scheme of the API's own
_OWN_SCHEME = re.compile(
    r"`(?:Authorization: ?)?([A-Z][A-Za-z-]*+) [^`\s][^`]*+`"
    r"|\A([A-Z][A-Za-z-]*+) ++(?:<[^<>]++>|\{[^{}]++\}+)\.?\Z"
)
# "the query parameter `api_key`": what has such a name is sent with each request
_QUERY_NAME = re.compile(
    r"`[?&]?((?:(?:access|api|app|auth|user)[_-]?)?(?:key|token|secret)|appid|auth)=?`", re.I
)
_COOKIE = re.compile(
    r"[Cc]ookies?[ ][^`.]{0,20}`([A-Za-z_][\w.-]{0,60})`|`([A-Za-z_][\w.-]{0,60})`[ -][Cc]ookies?\b"
)
# "the `token` header", "header `apikey`": a name of one word is a field's only beside the word.
_HEADER = re.compile(
    r"\b[Hh]eaders?[ ]+(?:called |named )?`([A-Za-z_]{1,40})`|`([A-Za-z_]{1,40})`[ ](?:HTTP |request )?[Hh]eaders?\b"
)
_Found = tuple[CredentialPlace, str, str]


def told_credentials(dialect: Dialect, blocks: Sequence[Block]) -> Iterator[CredentialDoc]:
    """The credentials that headings and paragraphs tell; the scheme of "Authorization" is "" where nothing says which."""
    told: dict[str, CredentialDoc] = {}
    above = ""
    for block in blocks:
        above = block.text if isinstance(block, Heading) else above
        for text, at in _texts(dialect, block):
            for location, name, scheme in _told(dialect, text[:_LONGEST], above[:_LONGEST]):
                doc = CredentialDoc(
                    location=location, name=name, scheme=scheme, count=0, known_from="words", at=at
                )
                known = told.get(doc.key, doc)
                told[doc.key] = replace(known, count=known.count + 1)
    yield from told.values()


def _texts(dialect: Dialect, block: Block) -> Iterator[tuple[str, Span]]:
    """The texts of a block that may tell a credential: of a table its facts, "Authentication | Bearer token"."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.text, block.span
    elif isinstance(block, Table):
        access = _access(dialect)
        for first, *rest in filter(None, block.rows):
            if rest and access.fullmatch(first.text.strip(" *`:")):
                yield " ".join(cell.text for cell in rest), first.span


def _told(dialect: Dialect, text: str, heading: str) -> Iterator[_Found]:
    """What a text tells below a heading."""
    if phrases(dialect, "basic").search(text):
        yield "header", "Authorization", "basic"
    if not _MAY_TELL.is_in(text):
        return
    words = dialect.vocabulary()
    if _BEARER.search(text):
        yield "header", "Authorization", "Bearer"
    elif _AUTHORIZATION.search(text) and words.means(text, "header"):
        yield "header", "Authorization", listed_scheme(text)
    if "`" not in text:
        return
    of_headers = [found[1] or found[2] for found in _HEADER.finditer(text)]
    for name in of_headers:
        if _QUERY_NAME.fullmatch(f"`{name}`"):
            yield "header", name, ""
    access = _access(dialect)
    if not any(access.search(each) for each in (text, heading)):
        return
    if words.means(text, "query"):
        for found in _QUERY_NAME.finditer(text):
            if found[1] not in of_headers:
                yield "query", found[1], ""
    for found in _COOKIE.finditer(text):
        yield "cookie", found[1] or found[2], ""


@cache
def _access(dialect: Dialect) -> re.Pattern[str]:
    """A word of credentials: "authentication", "API key"."""
    return re.compile(rf"{word_pattern(dialect.marks['access'])}|\bAPI[ _-]?keys?\b", re.I)


def listed_scheme(description: str) -> str:
    """The scheme that a description of "Authorization" names: "Bearer", "Basic", "Token"; "" where it names none."""
    known = _SCHEME.search(description)
    if known:
        return known[0]
    own = _OWN_SCHEME.search(description)
    return own[1] or own[2] if own else ""
