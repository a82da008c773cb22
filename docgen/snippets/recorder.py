"""A program run without a network: the requests that it sends."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from docgen.python.plan import address
from docgen.python.requests import common_values, shown_values
from docgen.spec.model import Sample, Spec
from docgen.verify.binding import sample_content
from docgen.verify.request_difference import request_difference
from docgen.verify.runtime import Runtime

NO_HOST = "https://api.invalid"  # RFC 6761: nobody's; where the pages name no host


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a program did."""

    fault: str  # "" when it sent exactly the documented request
    is_answered: bool  # whether it could read the documented answer, too


class _Unread:
    """A file that a program names, which has a name and no content."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self) -> bytes:
        return b""


class Recorder:
    """A package whose client sends nothing: it records requests and returns the documented responses."""

    def __init__(self, root: ModuleType, package: str, spec: Spec) -> None:
        self.package, self.base_url = package, spec.base_url
        # What programs give the client beside a credential, as Python, and what every request sends.
        self.address = address(spec, "" if spec.servers else NO_HOST, shown_values(spec))
        self._common = common_values(spec)
        self._root: Any = root
        self._runtime = Runtime(root)
        self._sent: list[Any] = []
        self._names = SimpleNamespace(
            Client=self._client,
            auth=import_module(f"{root.__name__}.auth"),
            models=import_module(f"{root.__name__}.models"),
        )
        self._modules = {package: self._names, "pathlib": SimpleNamespace(Path=_Unread)}

    def run(self, text: str, sample: Sample) -> Trial:
        """Runs a program, which is ours: literals and names of the plan."""
        self._sent, self._sample, is_answered = [], sample, True
        names = {**vars(builtins), "__import__": self._import, "print": lambda *_: None}
        try:
            exec(compile(text, "<snippet>", "exec", dont_inherit=True), {"__builtins__": names})
        except Exception as error:
            is_answered = False
            if not self._sent:  # after a request, it is the documented response that does not fit
                return Trial(fault=f"{type(error).__name__}: {error}", is_answered=False)
        assert sample.request
        if not self._sent:  # a stream is asked for when its first item is
            return Trial(fault="the program sends nothing", is_answered=False)
        sent = self._sent[0]
        fault = request_difference(sample.request, sent, self._called)
        return Trial(fault=fault, is_answered=is_answered)

    def _client(self, credential: Any = None, base_url: str = "", **_: str) -> Any:
        self._called = base_url or self.base_url
        client = self._root.Client(credential, base_url=self._called, **self._common)
        return self._runtime.with_send(client, self._send)

    def _send(self, request: Any) -> Any:
        self._sent.append(request)
        answer = self._sample.response
        if len(self._sent) > 1 or answer is None:  # the page after the documented one
            return request.decode(200, {}, b"[]" if request.paging else b"")
        body = sample_content(answer)
        return request.decode(answer.status, dict(answer.headers), body)

    def _import(self, name: str, *rest: Any) -> Any:
        return self._modules.get(name) or builtins.__import__(name, *rest)
