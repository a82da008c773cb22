"""How the clients of a package authenticate: what its API documents, as an expression of the runtime's `auth`.

A `Spec` enters. The usual alternative counts: the first one of all operations; others are credentials that a
user of the package writes out.
"""

from __future__ import annotations

from docgen.python.literals import text_literal
from docgen.spec.model import Operation, Parameter, Security, SecurityScheme, Spec


def used_schemes(spec: Spec) -> tuple[SecurityScheme, ...]:
    """What the usual alternative requires at once, empty where nothing is documented."""
    return _schemes(spec, spec.security)


def _schemes(spec: Spec, security: Security) -> tuple[SecurityScheme, ...]:
    """What the first alternative with credentials requires at once."""
    schemes = {scheme.name: scheme for scheme in _usable(spec)}
    usual = next((each for each in security if each), ())
    return tuple(schemes[r.scheme] for r in usual if r.scheme in schemes)


def expression(scheme: SecurityScheme, *values: str) -> str:
    """A way to authenticate, with the texts of its values: `auth.Header("X-Api-Key", "...")`."""
    if scheme.type == "apiKey":
        name = {"query": "Query", "cookie": "Cookie"}.get(scheme.location, "Header")
        return _call(name, text_literal(scheme.parameter or scheme.name), *values)
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return _call("Basic", *values)
    if scheme.type == "http" and scheme.scheme.lower() != "bearer":
        return _call("Scheme", text_literal(scheme.scheme), *values)
    return _call("Bearer", *values)


def ways(spec: Spec) -> tuple[str, ...]:
    """The classes of the runtime's `auth` that an API uses; all of them where nothing is documented."""
    found = {expression(each).partition(".")[2].partition("(")[0] for each in _usable(spec)}
    return tuple(sorted(found | {"Bearer", "Header"})) if found else tuple(sorted(_MODULES))


def auth_module(way: str) -> str:
    """The module that a class of `auth` is imported from: "._runtime.auth_basic"."""
    return f"._runtime.{_MODULES[way]}"


_MODULES = {
    "Basic": "auth_basic",
    "Bearer": "auth",
    "Cookie": "auth_cookie",
    "Header": "auth",
    "Query": "auth_query",
    "Scheme": "auth_scheme",
}


def _usable(spec: Spec) -> tuple[SecurityScheme, ...]:
    """All but certificates, which are a matter of the connection."""
    return tuple(scheme for scheme in spec.security_schemes if scheme.type != "mutualTLS")


def examples(spec: Spec) -> tuple[str, tuple[str, ...]]:
    """The usual credential as Python, and each documented way written out; of OData it is a bearer token."""
    if not _usable(spec) and spec.protocol != "odata":
        return "", ()
    used = used_schemes(spec)
    values = [
        f"({_USER})" if expression(scheme) == "auth.Basic()" else _TOKEN for scheme in used
    ] or [_TOKEN]
    usual = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    written = (
        expression(s, _USER if expression(s) == "auth.Basic()" else _TOKEN) for s in _usable(spec)
    )
    return usual, tuple(dict.fromkeys(written)) or (f"auth.Bearer({_TOKEN})",)


def example_for(spec: Spec, operation: Operation) -> str:
    """The credential that an operation documents, as Python: the usual one by itself, another one written out.

    "" where it needs none.
    """
    if operation.security is None or operation.security == spec.security:
        return examples(spec)[0]
    used = _schemes(spec, operation.security)
    ways = [expression(s, _USER if expression(s) == "auth.Basic()" else _TOKEN) for s in used]
    return ways[0] if len(ways) == 1 else f"[{', '.join(ways)}]" if ways else ""


_TOKEN, _USER = '"..."', '"user", "password"'


def _call(name: str, *arguments: str) -> str:
    return f"auth.{name}({', '.join(arguments)})"


def default(spec: Spec) -> str:
    """The tuple that a client has in place of a bearer token, "" where it is one or nothing is documented."""
    ways = [expression(scheme) for scheme in used_schemes(spec)]
    return "" if ways in ([], ["auth.Bearer()"]) else f"({', '.join(ways)},)"


def is_credential(spec: Spec, parameter: Parameter) -> bool:
    """Whether the client sends a parameter, which then is no argument of operations."""
    for scheme in spec.security_schemes:
        is_key = scheme.type == "apiKey"
        place = (scheme.location or "header") if is_key else "header"
        name = (scheme.parameter or scheme.name) if is_key else "Authorization"
        if parameter.location == place and parameter.name.lower() == name.lower():
            return True
    return False
