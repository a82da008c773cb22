"""What requests must carry to be let in, compared between two APIs.

Two specs or two operations of them enter; `Change`s leave, in no order. Schemes are compared by the header field,
parameter or certificate that carries the credentials: their names, and the ways to get a token, are not on the wire.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from docgen.diff.changes import Change, change
from docgen.spec.model import Operation, Security, SecurityScheme, Spec

# The credentials of an alternative, none where a request needs none, with the scopes that they must have.
_Alternatives = Mapping[frozenset[str], frozenset[str]]


def diff_schemes(old: Spec, new: Spec) -> Iterator[Change]:
    """Credentials that come or go, and what all operations require that state nothing of their own."""
    before, after = (set(map(_credential, spec.security_schemes)) for spec in (old, new))
    for credential in before:
        if not _is_among(credential, after):
            yield change("security-scheme-removed", "API", before=credential)
    for credential in after:
        if not _is_among(credential, before):
            yield change("security-scheme-added", "API", after=credential)
    if old.security and new.security:
        yield from _Comparison(old, new).changes(old.security, new.security)


def diff_security(old: Spec, new: Spec, mine: Operation, other: Operation) -> Iterator[Change]:
    """What an operation requires, where a side states that for it alone."""
    if mine.security is None and other.security is None:
        return
    before = old.security if mine.security is None else mine.security or ((),)
    after = new.security if other.security is None else other.security or ((),)
    # An API that states nothing may require anything.
    if before and after:
        yield from _Comparison(old, new).changes(before, after, mine, other)


class _Comparison:
    """What two APIs call the credentials of their requests."""

    def __init__(self, old: Spec, new: Spec) -> None:
        self._old, self._new = (
            {scheme.name: _credential(scheme) for scheme in spec.security_schemes}
            for spec in (old, new)
        )

    def changes(
        self,
        old: Security,
        new: Security,
        mine: Operation | None = None,
        other: Operation | None = None,
    ) -> Iterator[Change]:
        """What is required otherwise of one operation, or of all without."""
        before, after = self._alternatives(old, self._old), self._alternatives(new, self._new)
        owner = other.id if other else "API"
        at = mine and mine.at, other and other.at

        def changed(id: str, before: str = "", after: str = "") -> Change:
            operation = other.id if other else ""
            return change(
                id, owner, "both", at, before=before, after=after, operation=operation, owner=owner
            )

        nothing = frozenset[str]()
        if (nothing in before) != (nothing in after):
            word = "required" if nothing in before else "optional"
            yield changed(f"authentication-{word}")
            return  # what is optional may be anything
        for credentials in before.keys() - after.keys():
            if self._is_known(credentials, self._new):
                yield changed("security-alternative-removed", _text(credentials))
        for credentials in after.keys() - before.keys():
            if self._is_known(credentials, self._old):
                yield changed("security-alternative-added", after=_text(credentials))
        for credentials in before.keys() & after.keys():
            for scope in before[credentials] - after[credentials]:
                yield changed("token-scope-removed", before=scope)
            for scope in after[credentials] - before[credentials]:
                yield changed("token-scope-added", after=scope)

    def _alternatives(self, security: Security, credential_of: Mapping[str, str]) -> _Alternatives:
        alternatives: dict[frozenset[str], frozenset[str]] = {}
        for required in security:
            credentials = frozenset(
                credential_of.get(each.scheme, each.scheme) for each in required
            )
            scopes = frozenset(scope for each in required for scope in each.scopes)
            # Two schemes may carry the same credentials, as OAuth and bearer tokens do: the fewest scopes are enough.
            alternatives[credentials] = min(alternatives.get(credentials, scopes), scopes, key=len)
        return alternatives

    def _is_known(self, credentials: Collection[str], credential_of: Mapping[str, str]) -> bool:
        """Whether an API has these credentials at all; else they came or went for all operations."""
        return all(_is_among(each, credential_of.values()) for each in credentials)


def _text(credentials: Collection[str]) -> str:
    return " and ".join(sorted(credentials))


def _credential(scheme: SecurityScheme) -> str:
    """What a scheme has clients send."""
    if scheme.type == "apiKey" and scheme.location == "header":
        return scheme.parameter.title()  # the case of a field's name does not matter
    if scheme.type == "apiKey":
        return f"{scheme.location} {scheme.parameter}"
    if scheme.type == "mutualTLS":
        return "a certificate"
    # Tokens of OAuth 2 and OpenID Connect are bearer tokens (RFC 6750).
    return f"Authorization: {scheme.scheme.title() if scheme.type == 'http' else 'Bearer'}"


def _is_among(credential: str, others: Collection[str]) -> bool:
    """Whether it is one of them. A key in the Authorization field may be of any scheme there."""
    return any(
        credential == other
        or other.startswith(f"{credential}:")
        or credential.startswith(f"{other}:")
        for other in others
    )
