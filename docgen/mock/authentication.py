"""Whether a request has the credentials that its operation requires.

In: a `Spec`, an operation and a request. Out: nothing, or the refusal.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from urllib.parse import unquote

from docgen.mock.messages import Refusal, Request
from docgen.spec.model import Operation, SecurityScheme, Spec

CREDENTIAL = "docgen"  # the one that is accepted: token, key, user or password


def check_credentials(spec: Spec, operation: Operation | None, request: Request) -> None:
    """Raises `Refusal` with 401 where no documented alternative has all of its credentials (RFC 9110, 15.5.2).

    Without an operation they are those of the API.
    """
    own = operation.security if operation else None
    security = spec.security if own is None else own
    schemes = {scheme.name: scheme for scheme in spec.security_schemes}
    needed = [[schemes[r.scheme] for r in every if r.scheme in schemes] for every in security]
    if not needed or any(all(_is_sent(s, request) for s in every) for every in needed):
        return
    challenge = next((_challenge(s) for every in needed for s in every), "Bearer")
    names = " or ".join(" and ".join(_name(s) for s in every) for every in needed)
    raise Refusal(401, f"credentials expected: {names}", ("WWW-Authenticate", challenge))


def _is_sent(scheme: SecurityScheme, request: Request) -> bool:
    match scheme.type, scheme.location:
        case "apiKey", "header":
            return request.header(scheme.parameter.lower()).strip() == CREDENTIAL
        case "apiKey", "query":
            query = request.target.partition("?")[2]
            pairs = (pair.partition("=") for pair in query.split("&"))
            return any(
                (unquote(name), value) == (scheme.parameter, CREDENTIAL) for name, _, value in pairs
            )
        case "apiKey", "cookie":
            cookies = (text.strip().partition("=") for text in request.header("cookie").split(";"))
            return any((n, value) == (scheme.parameter, CREDENTIAL) for n, _, value in cookies)
        case "mutualTLS", _:
            return True
        case _:
            kind, _, credential = request.header("authorization").strip().partition(" ")
            is_kind = kind.lower() == _kind(scheme).lower()
            return is_kind and CREDENTIAL in _texts(kind, credential.strip())


def _texts(kind: str, credential: str) -> list[str]:
    """A token, or the user and the password of Basic (RFC 7617)."""
    if kind.lower() != "basic":
        return [credential]
    try:
        return b64decode(credential).decode("utf-8", "replace").split(":", 1)
    except Error:
        return []


def _kind(scheme: SecurityScheme) -> str:
    """The word before the credential in `Authorization`."""
    return scheme.scheme if scheme.type == "http" else "Bearer"


def _name(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return f"{scheme.parameter} in the {scheme.location}"
    return f"Authorization: {_kind(scheme).capitalize()}"


def _challenge(scheme: SecurityScheme) -> str:
    """What `WWW-Authenticate` says of a scheme; one with a key has its name."""
    return (
        _kind(scheme).capitalize()
        if scheme.type != "apiKey"
        else f'ApiKey name="{scheme.parameter}"'
    )
