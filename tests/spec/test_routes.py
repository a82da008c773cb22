"""Which operation a request is for."""

from __future__ import annotations

import pytest

from docgen.spec.routes import Routes

PATHS = (
    "/users",
    "/users/{id}",
    "/users/me",
    "/users/$count",
    "/users/{id}/{name}",
    "/roles/{id}/members",
    "/roles/name={name}/members",
    "/shops({id})/items({item})",
    "/shops({id})/items({item},{part})",
    "/rates(day='{day}')",
    "/drive/root:/{path}",
    "/drive/root:/{path}:/content",
    "/drive/root:/{path}:/versions/{id}",
)
ROUTES = Routes(("GET", path, path) for path in PATHS)


@pytest.mark.parametrize(
    "path, template",
    [
        ("/users", "/users"),
        ("/Users/42", "/users/{id}"),
        ("/users/me", "/users/me"),
        ("/users/$count", "/users/$count"),
        ("/users/$value", None),
        ("/users/42/name", "/users/{id}/{name}"),
        ("/roles/name=admin/members", "/roles/name={name}/members"),
        ("/shops(1)/items(2)", "/shops({id})/items({item})"),
        ("/shops(1)/items(2,3)", "/shops({id})/items({item},{part})"),
        ("/rates(day='monday')", "/rates(day='{day}')"),
        ("/rates(week='1')", None),
        ("/drive/root:/a/b/c.txt", "/drive/root:/{path}"),
        ("/drive/root:/a/b/c.txt:/content", "/drive/root:/{path}:/content"),
        ("/drive/root:/a.txt:/versions/2", "/drive/root:/{path}:/versions/{id}"),
        ("/drive/root:/a.txt:/children", None),
        ("/nothing", None),
        ("", None),
    ],
)
def test_the_most_literal_template_is_the_operation(path: str, template: str | None):
    assert ROUTES.find("GET", path) == template


def test_a_route_has_its_method():
    assert ROUTES.find("POST", "/users") is None
    routes = Routes([("GET", "/a/{b}", 1), ("POST", "/a/{c}", 2), ("GET", "/a/b", 3)])
    assert [(r.method, r.operation) for r in routes.at("/a/b")] == [("GET", 3), ("GET", 1), ("POST", 2)]  # fmt: skip


def test_preferred_operations_come_first_where_they_fit():
    assert ROUTES.find("GET", "/users/me", ["/users/{id}", "/roles"]) == "/users/{id}"
    assert ROUTES.find("GET", "/users/me", ["/users"]) == "/users/me"
