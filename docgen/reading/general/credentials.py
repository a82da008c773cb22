"""The credentials that a page has: in samples, in prose, and in the headers that operations list.

Blocks and operations enter; `CredentialDoc`s leave, each once, with how often the page has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import AnyWord
from docgen.reading.general.told_credentials import listed_scheme, told_credentials
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Paragraph, Table
from docgen.reading.page import CredentialDoc, CredentialPlace, HeaderRow, OperationDoc
from docgen.records import replace
from docgen.syntax.curl import starts_curl
from docgen.syntax.http_message import starts_response

# The end of the name of a header field that says that it is a secret: `Authorization: Bearer x`, `X-Shop-Token: x`.
_WORDS_OF_SECRETS = (
    *("authorization", "token", "key", "secret", "auth"),
    *("access-code", "credentials", "jwt", "passcode", "password"),
    *("-schluessel", "-cle", "-cle-api", "-chave", "-chave-api"),
    *("-clave", "-clave-api", "-chiave", "-chiave-api", "-jeton"),
)
_ANY_SECRET = AnyWord(_WORDS_OF_SECRETS)
_NAME_END = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*\Z")
_VALUE = re.compile(r"[ \t]*+[^ \t]")
_BEARER = re.compile(r"\bbearer\b", re.I)  # "Authorization: <bearer token>"
_SCOPE = re.compile(r"[a-z]")  # "ssh-key:list" in prose is the name of a scope
_SCHEME = re.compile(
    r"[ \t]*f?[\"'`]?([A-Za-z][A-Za-z0-9-]*+)(?=[ \t]+[^\s\"'`]|[ \t]*(?:[\n\"'`]|\Z))"
)
_SCHEMES = frozenset({"apikey", "basic", "bearer", "digest", "jwt", "token"})
_NO_VALUE = frozenset({"", "\n", '"', "'", "`"})
# "Authorization: {API_KEY}", "Authorization: abc123": a token without a scheme
_TOKEN_ALONE = re.compile(
    r"[ \t]*+f?[\"'`]?(?:<[^<>\n]{1,60}>|\{{1,2}[^{}\n]{1,60}\}{1,2}|\$\{?\w{1,60}\}?|\[[^\[\]\n]{1,60}\](?!\()"
    r"|(?=[\w.+/=-]*(?:[0-9._]|TOKEN|KEY|token\b|key\b))[\w.+/=-]{4,})(?=[\"'`]|[ \t]*(?:\n|\\|\Z))"
)
# "?api_key=", "?token=<your token>"
_IN_QUERY = re.compile(
    r"[?&]((?:access|auth)_?token|api_?(?:key|secret|token)|(?:key|token)(?==[<{\[]{0,2}your[ _-]))=",
    re.I,
)
_LONGEST_NAME = 60
_LONGEST_ABOUT = 1_000
_USER = re.compile(r"\s(?:-u|--user)[ =]?['\"<{$:\w]")  # an option of curl: basic authentication
# "-b 'session=x'", "Cookie: session=x"; of several cookies none is known to be the credential
_COOKIE = re.compile(
    r"(?:\s(?:-b[ ]?|--cookie[ =])['\"]?|(?<![\w-])[Cc]ookie:[ ]?)([A-Za-z_][\w.-]{0,60}+)=[^;\s'\"]++(?=['\"\s]|\Z)",
)
_USER_INFO = re.compile(r"[^\s/@]{1,200}@")
# "the header `X-Shop-Key`", "the X-Shop-Key header"
_IN_HEADER = re.compile(
    r"\b[Hh]eader[ ]+(?:called |named )?[`*\"]{0,3}([A-Za-z][A-Za-z0-9]*+(?:-[A-Za-z0-9]++)+)"
    r"|(?<![\w-])([A-Za-z][A-Za-z0-9]*+(?:-[A-Za-z0-9]++)+)[`*\"]{0,3}[ ](?:HTTP |request )?[Hh]eader\b"
)
# "`X-Shop-Key`", where a paragraph or the first header of a table has a word for a header
_NAME_IN_CODE = re.compile(r"`([A-Za-z][A-Za-z0-9]*+(?:-[A-Za-z0-9]++)+)`")
_NO_CREDENTIAL = frozenset(
    {
        "access-control-allow-credentials",
        "idempotency-key",
        "sec-websocket-key",
        "x-csrf-token",
        "x-csrftoken",
        "x-idempotency-key",
        "x-xsrf-token",
    }
)


def cells_text(table: Table) -> str:
    """The texts of the cells below the header: no address, and no credential, is on two lines."""
    return "\n".join([cell.text for row in table.rows for cell in row])


def credentials(
    dialect: Dialect, blocks: Sequence[Block], operations: Iterable[OperationDoc]
) -> Iterator[CredentialDoc]:
    """The credentials in samples, in prose, and in the headers of operations, each once, with how often the page has it."""
    known: dict[str, CredentialDoc] = {}
    for block in blocks:
        if in_block := _in_block(dialect, block):
            found = [
                CredentialDoc(
                    location=location,
                    name=name,
                    scheme=scheme,
                    count=0,
                    known_from="sample" if isinstance(block, Fence) else "statement",
                    at=block.span,
                )
                for location, name, scheme in in_block
            ]
            _add(known, found, is_request=isinstance(block, Fence))
    listed: dict[str, CredentialDoc] = {}
    for operation in operations:
        rows = [row for row in operation.headers if is_secret(row.name)]
        # "Either `X-Key` or `X-Token`" are not required.
        _add(listed, [*_in_headers(rows)], is_request=all(row.is_required for row in rows))
    yield from known.values()
    yield from (doc for key, doc in listed.items() if key not in known)
    yield from told_credentials(dialect, blocks)


def _in_headers(rows: Iterable[HeaderRow]) -> Iterator[CredentialDoc]:
    """The credentials in listed headers; the scheme of "Authorization" is "" where no word of its row is one."""
    for row in rows:
        scheme = listed_scheme(row.description) if row.name.lower() == "authorization" else ""
        yield CredentialDoc(
            location="header",
            name=row.name,
            scheme=scheme,
            count=0,
            known_from="list",
            at=row.at,
        )


def _add(
    known: dict[str, CredentialDoc], found: Sequence[CredentialDoc], *, is_request: bool
) -> None:
    """Adds the credentials of a block, or of one operation; those of a request are sent together."""
    keys = frozenset(doc.key for doc in found)
    for doc in found:
        new = known.get(doc.key, doc)
        if doc.known_from == "statement" and new.known_from == "sample":
            new = replace(new, known_from=doc.known_from, at=doc.at)
        if is_request:
            others = tuple(sorted(keys - {doc.key}))
            both = tuple(key for key in new.beside if key in others)
            new = replace(new, is_sent=True, beside=both if new.is_sent else others)
        known[doc.key] = replace(new, count=new.count + 1)


def _in_block(dialect: Dialect, block: Block) -> Sequence[tuple[CredentialPlace, str, str]]:
    match block:
        case Paragraph():
            return _in_text(block.text) or _named_in_code(dialect, block.text, block.text)
        case Table():
            return _in_text(cells_text(block)) or _named_in_column(dialect, block)
        case Fence() if not starts_response(block.text):  # which holds what is received
            return _in_fence(block.text)
        case _:
            return ()


def _in_fence(text: str) -> Sequence[tuple[CredentialPlace, str, str]]:
    cookie = _COOKIE.search(text) if "ookie" in text or " -b" in text or "\n-b" in text else None
    is_basic = starts_curl(text) and _USER.search(text)
    return (
        *_in_text(text, is_code=True),
        *([("header", "Authorization", "basic")] if is_basic else ()),
        *([("cookie", cookie[1], "")] if cookie else ()),
    )


def _named_in_column(dialect: Dialect, table: Table) -> Sequence[tuple[CredentialPlace, str, str]]:
    names = "\n".join([row[0].text for row in table.rows if row])
    return _named_in_code(dialect, table.header[0].text, names) if table.header else ()


def _named_in_code(
    dialect: Dialect, about: str, text: str
) -> Sequence[tuple[CredentialPlace, str, str]]:
    """The headers that words about them, or a table of them, have in code: "En-tête : `X-Cle-Api`"."""
    if "`" not in text or "-" not in text:
        return ()
    found = [name for name in _NAME_IN_CODE.findall(text) if is_secret(name)]
    is_told = found and dialect.vocabulary().means(plain(about[:_LONGEST_ABOUT]), "header")
    # "The key is in `X-Api-Key`": nothing else has such a name (RFC 6648).
    return [("header", name, "") for name in found if is_told or name.startswith("X-")]


def _may_have_secret(text: str) -> bool:
    """Whether a text has what each credential has; most have not."""
    if ":" in text and _ANY_SECRET.is_in(text):
        return True
    return "eader" in text or "=" in text and ("?" in text or "&" in text)


def _in_text(text: str, *, is_code: bool = False) -> Sequence[tuple[CredentialPlace, str, str]]:
    """Location, name and scheme of each credential: ("header", "Authorization", "Bearer")."""
    return [*_secrets(text, is_code)] if _may_have_secret(text) else ()


def _secrets(text: str, is_code: bool) -> Iterator[tuple[CredentialPlace, str, str]]:
    colon = 0
    # To look at what is before each colon takes a fifth of the time of a pattern.
    for before in text.split(":")[:-1]:
        colon += len(before) + 1
        end = before.rstrip(" \t\"'")[-_LONGEST_NAME:]
        if not end.lower().endswith(_WORDS_OF_SECRETS):
            continue
        name = _NAME_END.search(end)
        if name is None or name[0].lower() in _NO_CREDENTIAL:
            continue
        if end[: name.start()].endswith("//"):
            # "https://api-token:secret@lamps.example" (RFC 3986, 3.2.1)
            if _USER_INFO.match(text, colon):
                yield "header", "Authorization", "basic"
            continue
        if name[0].lower() == "authorization":
            is_shown = is_code or end[: name.start()].endswith(("`", '"', "'"))
            scheme = _scheme(text, colon, is_shown)
            if scheme is not None:
                yield "header", "Authorization", scheme
        elif not is_code and name[0].islower() and _SCOPE.match(text, colon):
            continue
        elif "-" in name[0] and _VALUE.match(text, colon):
            yield "header", name[0], ""
    if "eader" in text:
        lines = (line for line in text.split("\n") if "eader" in line)
        for found in _IN_HEADER.finditer("\n".join(lines)):
            name = found[1] or found[2]
            if is_secret(name) and "-" in name:
                yield "header", name, ""
    if "=" in text and ("?" in text or "&" in text):
        for query in _IN_QUERY.finditer(text):
            yield "query", query[1], ""


def _scheme(text: str, start: int, is_shown: bool) -> str | None:
    """The scheme of an "Authorization" whose value begins there, "" for a token alone; None where it is no value."""
    token = _TOKEN_ALONE.match(text, start)
    if token:
        word = _BEARER.search(token[0])
        return word[0] if word else ""
    scheme = _SCHEME.match(text, start)
    if scheme is None or scheme[1].lower() in _SCHEMES:
        return scheme[1] if scheme else None
    value = text[scheme.end() : scheme.end() + _LONGEST_NAME].lstrip(" \t")
    # "Authorization: see below" is a sentence; "Authorization: string" names no scheme.
    is_value = value.startswith(("<", "{", "[", "$")) or (
        (is_shown or "-" in scheme[1]) and value[:1] not in _NO_VALUE
    )
    return scheme[1] if is_value else None


def is_secret(name: str) -> bool:
    """Whether the name of a header says that it holds a credential."""
    return name.lower().endswith(_WORDS_OF_SECRETS) and name.lower() not in _NO_CREDENTIAL
