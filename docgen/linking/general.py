"""What pages state of the whole API: how requests are authenticated, and what every list takes.

In: all pages, and what their mentions mean. Out: security schemes, the usual first, and parameters of lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.inference.paging import ListFacts
from docgen.linking.resolve import Mentions
from docgen.reading.page import CredentialPlace, Page
from docgen.records import Record
from docgen.spec.model import (
    Envelope,
    Parameter,
    Property,
    Security,
    SecurityRequirement,
    SecurityScheme,
)
from docgen.spec.types import ANY, use_of
from docgen.syntax.json_pointer import pointer
from docgen.syntax.page_parameters import is_number_of_pages

_INTEGER = use_of("integer")
_LEAST = 0.1  # of the usual credential's mentions, before another one is an alternative
_KNOWN = {"bearer": "bearer", "basic": "basic", "digest": "digest"}  # RFC 9110, 16.4: without case


class General(Record, frozen=True, kw_only=True):
    """What holds for all operations."""

    schemes: tuple[SecurityScheme, ...] = ()
    security: Security = ()
    lists: ListFacts = ListFacts()
    envelope: Envelope | None = None


def general(pages: Sequence[Page], mentions: Mentions) -> tuple[General, list[Diagnostic]]:
    """What pages state of all operations, and what is wrong with it."""
    parameters: dict[str, Parameter] = {}
    findings: list[Diagnostic] = []
    for page in pages:
        for row in page.list_parameters:
            target = mentions.target(row.type, page.path)
            findings += target.findings(row.type_at)
            parameter = Parameter(
                name=row.name,
                location="query",
                type=(
                    _INTEGER if target.type == ANY and is_number_of_pages(row.name) else target.type
                ),
                is_required=False,
                description=row.description,
                evidence="inferred",
                at=row.at,
            )
            parameters.setdefault(row.name, parameter)
    schemes = _schemes(pages)
    return (
        General(
            schemes=schemes,
            security=tuple((SecurityRequirement(scheme=scheme.name),) for scheme in schemes),
            envelope=_envelope(pages, mentions),
            lists=ListFacts(
                parameters=tuple(parameters.values()),
                has_next_links=any(page.has_next_links for page in pages),
            ),
        ),
        findings,
    )


def _envelope(pages: Sequence[Page], mentions: Mentions) -> Envelope | None:
    """The object around all data that a page shows, the first of several."""
    for page in pages:
        if page.envelope:
            return Envelope(
                data=pointer([page.envelope.data]),
                properties=tuple(
                    Property(
                        name=row.name, type=mentions.target(row.type, page.path).type, at=row.at
                    )
                    for row in page.envelope.properties
                ),
            )
    return None


def _schemes(pages: Sequence[Page]) -> tuple[SecurityScheme, ...]:
    """The ways to authenticate that pages show often enough, the usual one first."""
    counts: Counter[tuple[CredentialPlace, str, str]] = Counter()
    spelled: dict[tuple[CredentialPlace, str, str], SecurityScheme] = {}
    for page in pages:
        for credential in page.credentials:
            key = (credential.location, credential.name.lower(), credential.scheme.lower())
            counts[key] += credential.count
            spelled.setdefault(
                key, _scheme(credential.location, credential.name, credential.scheme)
            )
    most = max(counts.values(), default=0)
    usual = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(spelled[key] for key in usual if counts[key] >= _LEAST * most)


def _scheme(location: CredentialPlace, name: str, scheme: str) -> SecurityScheme:
    if scheme:
        word = _KNOWN.get(scheme.lower(), scheme)
        return SecurityScheme(name=word.lower(), type="http", scheme=word, evidence="sampled")
    return SecurityScheme(
        name=name, type="apiKey", location=location, parameter=name, evidence="sampled"
    )
