"""The page of `docgen report`.

The states of APIs enter; HTML that needs no network leaves. All text from pages and answers is hostile: it is escaped by
the template, or goes into the page as JSON that holds no `<`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from docgen import __version__
from docgen.records import Record, replace
from docgen.report.states import OperationState, stages
from docgen.verify.outcomes import VERDICTS
from docgen.verify.report import Verified, api_json
from docgen.verify.service.report import Checked, checked_json

Json = dict[str, Any]


class ApiState(Record, frozen=True, kw_only=True):
    """An API, its operations, its samples, and what a service answered."""

    verified: Verified
    operations: tuple[OperationState, ...]
    checked: Checked | None = None


def as_html(states: Sequence[ApiState]) -> str:
    """One page that needs no network."""
    apis = [_api(state) for state in states]
    data = {
        "samples": [sample for api in apis for sample in api.pop("samples")],
        "missing": {
            f"{api['api']} {row['kind']}": row.pop("missing")
            for api in apis
            for row in api["coverage"]
        },
    }
    return _template().render(
        apis=apis,
        verdicts=VERDICTS,
        areas=sorted({row["area"] for api in apis for row in api["areas"]}),
        count=len(data["samples"]),
        data=_script_json(data),
        version=__version__,
    )


def _api(state: ApiState) -> Json:
    # Paths are relative to the folder of pages, which the heading has.
    rows = api_json(replace(state.verified, folder=""))
    return rows | {
        "folder": state.verified.folder,
        "operations": state.operations,
        "stages": stages(state.operations, state.checked),
        "service": checked_json(replace(state.checked, folder="")) if state.checked else None,
    }


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    text = resources.files("docgen.report").joinpath("page.html.jinja").read_text("utf-8")
    return environment.from_string(text)


def _script_json(value: Any) -> str:
    """JSON that no HTML parser can leave: `</script>` and `<!--` begin with a "<"."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
