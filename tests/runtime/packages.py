"""Packages of small APIs of HTTP, made for a test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from docgen.driver.stages import build_package, build_plan
from docgen.project.templates import read_templates
from docgen.spec.spec_json import from_json
from docgen.verify.loader import imported

HOST = "https://api.test"
Handler = Callable[[httpx2.Request], httpx2.Response]


def files_of(operations: list[dict[str, Any]], **about: Any) -> dict[str, str]:
    """The files of the package of an API at `HOST` with these operations."""
    head = {"version": 2, "name": "x", "namespace": "api", "servers": [{"url": HOST}]}
    paths = [{"kind": "get", "method": "GET", **operation} for operation in operations]
    spec = from_json(json.dumps({**head, **about, "operations": paths}))
    templates = read_templates()
    return build_package(build_plan(spec, "lamps", templates), templates)


def runtime_files(operations: list[dict[str, Any]], **about: Any) -> dict[str, str]:
    """Those of its runtime, by their names."""
    files = files_of(operations, **about)
    begin = "_runtime/"
    return {path.removeprefix(begin): t for path, t in files.items() if path.startswith(begin)}


@contextmanager
def package(operations: list[dict[str, Any]], **about: Any) -> Iterator[Any]:
    """The package of an API at `HOST` with these operations, imported."""
    with imported("lamps", files_of(operations, **about)) as root:
        yield root


def answers(*given: Any) -> tuple[Handler, list[httpx2.Request]]:
    """A service that gives these, JSON or responses, one after another; and the requests that it got."""
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        content = given[len(seen)]
        seen.append(request)
        return (
            content if isinstance(content, httpx2.Response) else httpx2.Response(200, json=content)
        )

    return handle, seen


def client(root: Any, handle: Handler, credential: Any = None, **options: Any) -> Any:
    return root.Client(credential, transport=httpx2.MockTransport(handle), **options)
