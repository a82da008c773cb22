"""Requests of samples whose address begins with a variable that holds a part of the documented path.

A page documents `/api/v1/lamps/{id}`, and its sample calls `{api_url}/lamps/7`, `$API_URL/lamps/7` or `{api_url}lamps/7`.

Samples and the operations of their entry enter; the samples leave, with the whole path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.reading.page import OperationDoc, SampleDoc
from docgen.records import replace
from docgen.syntax.path_spellings import ROOT_OF_PATH, server_of, targets
from docgen.syntax.url_path import fits


def with_roots(
    samples: Iterable[SampleDoc], operations: Sequence[OperationDoc]
) -> Iterator[SampleDoc]:
    """The samples; what a variable holds of the path of an operation is in the target, which begins with a slash or a server."""
    for sample in samples:
        message = sample.message
        if message.target[:1] in ("{", "<", "$", "["):
            message = replace(message, target=_whole(message.target, message.method, operations))
        elif message.target[:1].isalnum() and not server_of(message.target):
            message = replace(message, target=f"/{message.target}")  # "GET v1/lamps"
        yield sample if message is sample.message else replace(sample, message=message)


def _whole(target: str, method: str, operations: Sequence[OperationDoc]) -> str:
    server = server_of(target)
    rest = target[len(server) :]
    rest = rest if rest.startswith("/") else f"/{rest}"
    path = rest.partition("?")[0].rstrip("/")
    known = (t for o in operations for t in o.targets if t.method == method)
    paths = {found.path for t in known for found in targets(t.target)} if server else set[str]()
    if any(fits(template, path) for template in paths):
        return target
    for template in sorted(paths):
        root = ROOT_OF_PATH.match(template)
        for end in (m.start() for m in re.finditer(r"/|\Z", root[0])) if root else ():
            if end and fits(template[end:], path):
                return template[:end] + rest
    return target
