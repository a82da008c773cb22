"""`docgen diff`: small pairs of specs and of folders, and what is told of each."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from syrupy.assertion import SnapshotAssertion

from docgen import __version__
from docgen.cli.main import main
from docgen.diagnostics.position import Span
from docgen.diff.changes import Change, advice, change, in_order, rules
from docgen.diff.compare import diff_apis
from docgen.diff.formats import FORMATS, Folders
from docgen.diff.matching import align, in_new_names
from docgen.diff.promises import Promises, promises
from docgen.diff.python import diff_plans
from docgen.project.templates import read_templates
from docgen.python.plan import plan_files
from docgen.python.records import Argument, File, RequestModule
from docgen.python.target import Target, read_target
from docgen.records import replace
from docgen.spec.model import (
    Enum,
    Error,
    MediaType,
    Member,
    Operation,
    Parameter,
    Permission,
    Property,
    RequestBody,
    Response,
    Security,
    SecurityRequirement,
    SecurityScheme,
    Spec,
    Type,
    content_of,
    servers_of,
)
from docgen.spec.spec_json import to_json
from docgen.spec.types import array_of, use_of

FOLDERS = Path(__file__).parent / "cases"
ID = Property(name="id", type=use_of("string"), is_never_null=True, description="The key.")
COLOR = Enum(name="shop.color", members=(Member(name="warm"), Member(name="cold")))


@cache
def target() -> Target:
    return read_target(read_templates()["target.toml"])


def diff(old: Spec, new: Spec) -> tuple[Change, ...]:
    return diff_apis(old, new, target())


def api(*things: Type | Enum | Operation, **fields: object) -> Spec:
    spec = Spec(
        name="api",
        servers=servers_of("https://shop.test"),
        namespace="shop",
        types=tuple(t for t in things if isinstance(t, Type)),
        enums=tuple(t for t in things if isinstance(t, Enum)),
        operations=tuple(t for t in things if isinstance(t, Operation)),
    )
    return replace(spec, **fields)  # type: ignore[arg-type]


def lamp(*properties: Property, name: str = "shop.lamp", **fields: object) -> Type:
    record = Type(name=name, kind="entity", properties=(ID, *properties))
    return replace(record, **fields)  # type: ignore[arg-type]


def prop(name: str, type: str = "string", **fields: object) -> Property:
    return Property(name=name, type=use_of(type), **fields)  # type: ignore[arg-type]


def color(*members: Member, **fields: object) -> Enum:
    return replace(COLOR, members=members or COLOR.members, **fields)  # type: ignore[arg-type]


def get(type: str = "shop.lamp", path: str = "/lamps/{id}", **fields: object) -> Operation:
    record = Operation(
        method="GET",
        path=path,
        kind="get",
        responses=(Response(status=200, content=content_of(use_of(type) if type else None)),),
    )
    return replace(record, **fields)  # type: ignore[arg-type]


def takes(*parameters: Parameter) -> Operation:
    return get(parameters=parameters)


def post(body: RequestBody | None, **fields: object) -> Operation:
    record = Operation(method="POST", path="/lamps", kind="create", request_body=body)
    return replace(record, **fields)  # type: ignore[arg-type]


def paint(*properties: Parameter) -> Operation:
    body = RequestBody(properties=properties)
    return post(body, kind="action", path="/lamps/{id}/paint")


def answers(*responses: Response) -> Operation:
    return get(responses=responses)


def query(name: str = "size", type: str = "int32", **fields: object) -> Parameter:
    return replace(
        Parameter(name=name, location="query", type=use_of(type), description="How many."), **fields  # type: ignore[arg-type]
    )


def row(name: str = "size", type: str = "int32", **fields: object) -> Parameter:
    return query(name, type, location="body", **fields)


def allowed(*scopes: str, kind: str = "Delegated") -> Operation:
    return get(permissions=(Permission(kind=kind, scopes=scopes),))


def of(type: str) -> Operation:
    return post(RequestBody(content=content_of(use_of(type))))


def described(old: str, new: str) -> tuple[Spec, Spec]:
    """A property of what is sent and returned, before and after its description was edited."""
    used = (get(), of("shop.lamp"))
    before, after = (lamp(prop("made", description=text)) for text in (old, new))
    return api(before, *used), api(after, *used)


MORE = Member(name="unknownFutureValue", is_sentinel=True)
FAST = lamp(prop("speed"), name="shop.fast", base="shop.lamp", properties=(prop("speed"),))
OTHER = lamp(name="shop.other", properties=(prop("weight"),))
SHADED = lamp(prop("shade", description="What is around it."))
BEARER = SecurityScheme(name="bearer", type="http", scheme="bearer")
KEY = SecurityScheme(name="key", type="apiKey", location="header", parameter="X-Key")
BEARER_TOKEN = (SecurityRequirement(scheme="bearer"),)


def secured(
    *alternatives: tuple[SecurityRequirement, ...], of_operation: Security | None = None
) -> Spec:
    """An API whose operations require one of these credentials, and one operation may have its own."""
    return api(
        get(security=of_operation), security_schemes=(BEARER, KEY), security=tuple(alternatives)
    )


# What changes, the old side, the new side, and the levels that the old side's id must have.
# Both ways are tried, so a case raises the reverse ids too.
CASES: dict[str, tuple[Spec, Spec]] = {
    "base-url-changed": (api(), api(servers=servers_of("https://mall.test"))),
    "query-options-added": (api(), api(protocol="odata")),
    "options-added": (api(lamp(), get()), api(lamp(), get(), protocol="odata")),
    "security-scheme-added": (
        api(security_schemes=(BEARER,)),
        api(security_schemes=(replace(BEARER, name="token", type="oauth2", scheme=""), KEY)),
    ),
    "security-alternative-added": (
        secured(BEARER_TOKEN),
        secured(BEARER_TOKEN, (SecurityRequirement(scheme="key"),)),
    ),
    "authentication-optional": (
        secured(BEARER_TOKEN),
        secured(BEARER_TOKEN, of_operation=()),
    ),
    "token-scope-added": (
        secured(BEARER_TOKEN),
        secured(BEARER_TOKEN, of_operation=((SecurityRequirement(scheme="bearer", scopes=("write",)),),)),
    ),
    "type-added": (api(), api(lamp())),
    "type-renamed": (
        api(lamp(description="It shines.")),
        api(lamp(description="It shines.", name="shop.light")),
    ),
    "type-kind-changed": (api(lamp()), api(lamp(kind="object"))),
    "type-became-enum": (api(lamp(name="shop.color")), api(COLOR)),
    "type-opened": (api(lamp(), get()), api(lamp(is_open=True), get())),
    "type-made-abstract": (api(lamp()), api(lamp(is_abstract=True))),
    "key-changed": (api(lamp(key=("id",))), api(lamp(key=("code",)))),
    "base-type-added": (api(lamp(), replace(FAST, base="")), api(lamp(), FAST)),
    "base-type-changed": (
        api(lamp(), OTHER, FAST),
        api(lamp(), OTHER, replace(FAST, base="shop.other")),
    ),
    "property-added": (api(lamp(), get()), api(lamp(prop("shade")), get())),
    "property-renamed": (
        api(SHADED, get()),
        api(lamp(prop("screen", description="What is around it.")), get()),
    ),
    "property-moved": (
        api(lamp(), FAST),
        api(lamp(prop("speed")), replace(FAST, properties=())),
    ),
    "property-type-widened": (
        api(lamp(prop("watts", "int32"))),
        api(lamp(prop("watts", "int64"))),
    ),
    "property-retyped": (
        api(lamp(prop("watts", "int32"))),
        api(lamp(prop("watts", "boolean"))),
    ),
    "property-became-enum": (
        api(lamp(prop("color")), COLOR),
        api(lamp(prop("color", "shop.color")), COLOR),
    ),
    "property-became-nullable": (
        api(lamp(prop("shade", is_never_null=True))),
        api(lamp(prop("shade"))),
    ),
    "property-became-navigation": (
        api(lamp(prop("spare", "shop.lamp"))),
        api(lamp(prop("spare", "shop.lamp", is_navigation=True))),
    ),
    "known-value-added": (
        api(lamp(prop("state", values=("on",)))),
        api(lamp(prop("state", values=("on", "off")))),
    ),
    "enum-added": (api(), api(COLOR)),
    "enum-renamed": (api(COLOR), api(color(name="shop.tone"))),
    "enum-became-flags": (api(COLOR), api(color(is_flags=True))),
    "property-became-read-only": described("When.", "When. Read-only."),
    "property-became-write-only": described("When.", "When. Write-only."),
    "property-left-out": described("When.", "When. <br><br> Returned only on `$select`."),
    "property-default-added": described("When.", "When. The default is `now`."),
    "property-default-changed": described("Default: 1.", "Default: 2."),
    "max-length-added": described("Who.", "Who. Maximum length is 64 characters."),
    "max-length-raised": described("Maximum length: 64", "Up to 1,024 characters."),
    "enum-became-open": (api(COLOR), api(color(*COLOR.members, MORE))),
    "enum-member-added": (api(COLOR), api(color(*COLOR.members, Member(name="dim")))),
    "open-enum-member-added": (
        api(color(*COLOR.members, MORE)),
        api(color(*COLOR.members, MORE, Member(name="dim"))),
    ),
    "enum-member-renamed": (
        api(color(Member(name="warm", value="1"), Member(name="cold", value="2"))),
        api(color(Member(name="hot", value="1"), Member(name="cold", value="2"))),
    ),
    "enum-member-value-changed": (
        api(color(Member(name="warm", value="1"))),
        api(color(Member(name="warm", value="4"))),
    ),
    "operation-added": (api(lamp()), api(lamp(), get())),
    "webhook-added": (api(lamp()), api(lamp(), webhooks=(of("shop.lamp"),))),
    "deprecated-operation-removed": (api(lamp(), get(description="Deprecated.")), api(lamp())),
    "operation-moved": (
        api(lamp(), get(description="Get one.")),
        api(lamp(), get(description="Get one.", path="/lights/{id}")),
    ),
    "path-parameter-renamed": (api(lamp(), get()), api(lamp(), get(path="/lamps/{key}"))),
    "parameter-added": (api(lamp(), takes()), api(lamp(), takes(query()))),
    "required-parameter-added": (api(takes()), api(takes(query(is_required=True)))),
    "deprecated-parameter-removed": (api(takes(query(description="Deprecated."))), api(takes())),
    "parameter-default-added": (api(takes(query())), api(takes(query(description="Default: 10.")))),
    "parameter-default-changed": (
        api(paint(row(description="The default value is **10**."))),
        api(paint(row(description="The default value is **20**."))),
    ),
    "parameter-renamed": (api(takes(query())), api(takes(query("count")))),
    "parameter-relocated": (api(takes(query())), api(takes(query(location="header")))),
    "parameter-type-widened": (api(takes(query())), api(takes(query(type="double")))),
    "parameter-retyped": (api(takes(query())), api(takes(query(type="boolean")))),
    "parameter-became-required": (api(takes(query())), api(takes(query(is_required=True)))),
    "request-body-added": (api(lamp(), post(None)), api(lamp(), of("shop.lamp"))),
    "required-request-body-added": (api(post(None)), api(of("binary"))),
    "request-body-widened": (api(lamp(), FAST, of("shop.fast")), api(lamp(), FAST, of("shop.lamp"))),
    "request-body-retyped": (api(lamp(), OTHER, of("shop.lamp")), api(lamp(), OTHER, of("shop.other"))),
    "body-property-added": (api(paint()), api(paint(row()))),
    "required-body-property-added": (api(paint()), api(paint(row(is_required=True)))),
    "deprecated-body-property-removed": (api(paint(row(description="Deprecated."))), api(paint())),
    "body-property-renamed": (api(paint(row())), api(paint(row("coats")))),
    "body-property-type-widened": (api(paint(row())), api(paint(row(type="double")))),
    "body-property-retyped": (api(paint(row())), api(paint(row(type="boolean")))),
    "body-property-became-required": (api(paint(row())), api(paint(row(is_required=True)))),
    "success-response-added": (
        api(answers(Response(status=200))),
        api(answers(Response(status=200), Response(status=202))),
    ),
    "success-status-changed": (
        api(answers(Response(status=200))),
        api(answers(Response(status=204))),
    ),
    "api-error-added": (
        api(get(), errors=(Error(status="401"), Error(status="409", code="lit"))),
        api(get(), errors=(Error(status="401"), Error(status="409", code="dark"))),
    ),
    "error-response-added": (
        api(answers(Response(status=200))),
        api(answers(Response(status=200), Response(status=409))),
    ),
    "response-content-added": (api(lamp(), get("")), api(lamp(), get())),
    "response-type-widened": (api(lamp(), FAST, get("shop.fast")), api(lamp(), FAST, get())),
    "response-retyped": (api(lamp(), OTHER, get()), api(lamp(), OTHER, get("shop.other"))),
    "permission-kind-added": (api(allowed()), api(allowed("Lamp.Read"))),
    "scope-added": (api(allowed("Lamp.Read")), api(allowed("Lamp.Read", "Lamp.Write"))),
    "scope-order-changed": (api(allowed("A", "B")), api(allowed("B", "A"))),
    "deprecated": (api(lamp()), api(lamp(description="Deprecated. Use light."))),
    "attribute-renamed": (
        api(lamp(), replace(FAST, properties=(prop("display-name"),))),
        api(lamp(prop("displayName")), replace(FAST, properties=(prop("display-name"),))),
    ),
    "constant-renamed": (
        api(color(Member(name="warm", value="1"))),
        api(color(Member(name="hot", value="1"))),
    ),
    "builder-renamed": (
        api(get(path="/a/b/foo_bar/c")),
        api(get(path="/a/b/foo-bar/c"), get(path="/a/b/foo_bar/c")),
    ),
    "step-renamed": (
        api(lamp(), get(path="/lamps/near_by/parts")),
        api(lamp(), get(path="/lamps/near-by/parts"), get(path="/lamps/near_by/parts")),
    ),
    "method-renamed": (api(lamp(), get()), api(lamp(), get(kind="list"))),
    "argument-widened": (
        api(COLOR, takes(query(type="shop.color"))),
        api(COLOR, takes(query(type="string"))),
    ),
    "became-stated": (
        api(lamp(evidence="sampled"), get()),
        api(lamp(), get()),
    ),
    "no-longer-stated": (
        api(lamp(prop("made", description="When.")), takes(query())),
        api(lamp(prop("made", evidence="sampled")), takes(query(evidence="sampled"))),
    ),
    # What only samples show breaks nobody.
    "property-removed": (
        api(lamp(prop("made", evidence="sampled"), evidence="sampled"), get()),
        api(lamp(evidence="sampled"), get()),
    ),
    "operation-removed": (api(get(evidence="sampled")), api()),
}  # fmt: skip


def unmarked(id: str) -> str:
    """An id without what tells one of several apart that have the same reverse."""
    return re.sub("^(required|deprecated|open)-", "", id)


@pytest.mark.parametrize("id", CASES)
def test_a_change_is_told_both_ways(id: str, snapshot: SnapshotAssertion):
    old, new = CASES[id]
    told = diff(old, new)
    assert id in {c.id for c in told}
    assert rules()[id].reverse in {unmarked(c.id) for c in diff(new, old)}
    assert FORMATS["text"](told, Folders()) == snapshot
    assert diff(old, old) == diff(new, new) == ()


def of_argument(old: Argument, new: Argument) -> tuple[Change, ...]:
    """What is told when a plan gives the argument of one method otherwise."""
    spec = api(takes(query()))
    files, _ = plan_files(spec, target(), "api")

    def planned(argument: Argument) -> list[File]:
        def record(module: object) -> object:
            if not isinstance(module, RequestModule):
                return module
            builders = tuple(
                replace(b, methods=tuple(replace(m, keywords=(argument,)) for m in b.methods))
                for b in module.builders
            )
            return replace(module, builders=builders)

        return [replace(file, record=record(file.record)) for file in files]

    _, pairs = align(spec, spec)
    return in_order(diff_plans(spec, spec, planned(old), planned(new), pairs))


@pytest.mark.slow
def test_every_id_is_raised_by_a_case():
    pairs = [pair for old, new in CASES.values() for pair in ((old, new), (new, old))]
    raised = {c.id for old, new in pairs for c in diff(old, new)}
    assert not set(rules()) - raised


def test_the_table_is_whole():
    for rule in rules().values():
        assert rule.request or rule.response
        back = rules()[rule.reverse]
        # The other way round is told of the same side, and again leads here.
        assert back.about == rule.about
        assert back.reverse == unmarked(rule.id)
        assert (back.request is None) == (rule.request is None), rule.id
        assert rule.explanation.endswith(".")


FOLDER_CASES = sorted(path.name for path in FOLDERS.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("case", FOLDER_CASES)
def test_folders(
    case: str,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(FOLDERS / case)
    for format in FORMATS:
        options = ["--format", format, "--dialect", "graph", "--fail-on", "none"]
        assert main(["diff", "old", "new", *options]) == 0
        printed = capsys.readouterr().out.replace(f'"docgen": "{__version__}"', '"docgen": "..."')
        assert printed == snapshot(name=format)


DIM = """# Dim lamp

Dims it.

## HTTP request

```http
POST /lamps/{id}/dim
```

## Request body

|Parameter|Type|Description|
|:---|:---|:---|
|steps|Int32|How many.STATED|

## Response

Returns `204 No Content`.

## Example

```http
POST https://shop.test/v1.0/lamps/1/dim
Content-Type: application/json

{}
```
"""


@pytest.mark.parametrize("back", [False, True])
def test_required_is_compared_as_stated_where_samples_do_without(
    back: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folders = [tmp_path / name for name in ("old", "new")]
    for folder, stated in zip(folders, ("", " Required.")):
        folder.mkdir()
        (folder / "dim.md").write_text(DIM.replace("STATED", stated))
    old, new = map(str, reversed(folders) if back else folders)
    assert main(["diff", old, new, "--dialect", "graph"]) == (0 if back else 1)
    word = "no longer requires steps" if back else "requires steps"
    assert f"the request body of POST /lamps/{{lamp-id}}/dim {word}" in capsys.readouterr().out


def test_fingerprints_stay_when_lines_move(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    case = FOLDERS / "an-operation-changed"
    for page in (case / "old").iterdir():
        text = page.read_text("utf-8").replace("Namespace:", "\n\nNamespace:")
        (tmp_path / page.name).write_text(text)

    def marks(old: Path) -> list[tuple[str, int]]:
        main(["diff", str(old), str(case / "new"), "--format", "json"])
        changes = json.loads(capsys.readouterr().out)["changes"]
        return [(c["fingerprint"], c["old"]["line"]) for c in changes]

    here, moved = marks(case / "old"), marks(tmp_path)
    assert [mark for mark, _ in here] == [mark for mark, _ in moved]
    assert [line + 2 for _, line in here] == [line for _, line in moved]
    assert len({mark for mark, _ in here}) == len(here)


@pytest.mark.parametrize(
    "fail_on, codes",
    [("breaking", (0, 0, 1)), ("risky", (0, 1, 1)), ("any", (1, 1, 1)), ("none", (0, 0, 0))],
)
def test_exit_codes(fail_on: str, codes: tuple[int, ...], tmp_path: Path):
    compatible = (api(), api(COLOR))
    risky = (api(lamp(prop("spare", "shop.lamp", is_navigation=True)), of("shop.lamp")),
             api(lamp(prop("spare", "shop.lamp")), of("shop.lamp")))  # fmt: skip
    for (old, new), code in zip((compatible, risky, CASES["parameter-retyped"]), codes):
        (tmp_path / "old.json").write_text(to_json(old))
        (tmp_path / "new.json").write_text(to_json(new))
        sides = [str(tmp_path / "old.json"), str(tmp_path / "new.json")]
        assert main(["diff", *sides, "--fail-on", fail_on]) == code


def test_advice():
    assert advice(()) == "patch"
    assert advice(diff(*CASES["enum-added"])) == "minor"
    assert advice(diff(*CASES["parameter-retyped"])) == "major"
    assert advice(diff(*CASES["deprecated"])) == "minor"
    assert advice(diff(*CASES["error-response-added"][::-1])) == "patch"
    assert advice(diff(*CASES["argument-widened"])) == "minor"


def test_listed_failures_of_an_operation_are_those_that_samples_show_as_well():
    listed = replace(
        answers(Response(status=200)), errors=(Error(status="409", code="lit"), Error(status="404"))
    )
    shown = answers(Response(status=200), Response(status=404))
    assert {(c.id, c.before) for c in diff(api(listed), api(shown))} == {
        ("error-response-removed", "409 lit")
    }


def directions(id: str) -> dict[str, str]:
    return {way: change(id, "x", way, owner="x", name="x").level for way in ("request", "response")}  # type: ignore[arg-type]


def test_levels_follow_the_direction():
    assert directions("property-type-widened") == {"request": "compatible", "response": "breaking"}
    assert directions("property-type-narrowed") == {"request": "breaking", "response": "compatible"}
    assert directions("enum-member-removed") == {"request": "breaking", "response": "compatible"}
    narrowed = api(lamp(prop("watts", "int64")), get()), api(lamp(prop("watts", "int32")), get())
    assert [(c.direction, c.level) for c in diff(*narrowed)] == [("response", "compatible")]
    sent = tuple(replace(s, operations=(of("shop.lamp"),)) for s in narrowed)
    assert [(c.direction, c.level) for c in diff(*sent)] == [("request", "breaking")]


def test_a_read_only_property_is_never_sent():
    read_only = prop("made", description="When it was made. Read-only.")
    both = (get(), of("shop.lamp"))
    told = diff(api(lamp(), *both), api(lamp(read_only), *both))
    assert {c.direction for c in told if c.id == "property-added"} == {"response"}


@pytest.mark.parametrize(
    "sentence, found",
    [
        ("Read-only.", Promises(is_read_only=True)),
        ("The key. It is read only.", Promises(is_read_only=True)),
        ("When. Nullable. **Read-only**", Promises(is_read_only=True)),
        ("When the calendar is read-only.", Promises()),
        ("A read-only copy of it.", Promises()),
        ("The secret. This is write-only.", Promises(is_write_only=True)),
        ("Returned only on `$select`.", Promises(is_on_request=True)),
        ("Maximum length is 64 characters.", Promises(max_length=64)),
        ("It cannot exceed 1,024 characters.", Promises(max_length=1024)),
        ("Returns up to 20 items.", Promises()),
        ("Default value is `false`.", Promises(default="false")),
        ("The default is public.<br>", Promises(default="public")),
        ("The default is Monday to Friday.", Promises()),
        ("Sorted by default.", Promises()),
    ],
)
def test_what_a_sentence_promises(sentence: str, found: Promises):
    assert promises(sentence) == found


def test_rows_of_a_sampled_type_are_compared_where_both_sides_have_places():
    at = Span("lamps.md", 9, 3)
    pages = api(lamp(prop("color", at=at), evidence="sampled", at=at), get())
    document = api(lamp(prop("color"), evidence="sampled"), get())
    shown = api(lamp(prop("color"), prop("made"), evidence="sampled", at=at), get())
    assert not diff(pages, document) and not diff(document, pages)
    assert "no-longer-stated" in {c.id for c in diff(pages, shown)}


def test_credentials_are_compared_by_where_they_are_sent():
    in_field, bot = (
        replace(KEY, parameter="authorization"),
        replace(BEARER, name="app", scheme="Bot"),
    )
    same = [(BEARER, replace(BEARER, type="oauth2", scheme="")), (in_field, bot), (bot, in_field)]
    for old, new in [*same, (KEY, replace(KEY, name="token", parameter="x-key"))]:
        sides = [api(security_schemes=(scheme,)) for scheme in (old, new)]
        assert [c.id for c in diff(*sides) if c.about == "wire"] == []
    sides = [api(security_schemes=(scheme,)) for scheme in (KEY, replace(KEY, location="query"))]
    changes = {c.id: c.before or c.after for c in diff(*sides) if c.about == "wire"}
    assert changes == {"security-scheme-removed": "X-Key", "security-scheme-added": "query X-Key"}


def test_facts_are_compared_with_what_sentences_promise():
    sentence = takes(query(description="How many. Deprecated. The default is 10."))
    fact = takes(query(is_deprecated=True, default=10))
    assert diff(api(sentence), api(fact)) == ()
    later = takes(query(is_deprecated=True, default=20))
    changes = {c.id: (c.before, c.after) for c in diff(api(fact), api(later)) if c.about == "wire"}
    assert changes == {"parameter-default-changed": ("10", "20")}
    empty, none = prop("shade", default="", is_deprecated=True), prop("shade")
    changes = {c.id: c.before for c in diff(api(lamp(empty)), api(lamp(none))) if c.about == "wire"}
    assert changes == {"property-default-removed": '""', "no-longer-deprecated": ""}
    removed = diff(api(lamp(), get(is_deprecated=True)), api(lamp()))
    assert "deprecated-operation-removed" in {c.id for c in removed}


def test_the_addresses_of_a_page_are_told_as_one():
    paths = ("/lamps/{id}", "/rooms/{id}/lamps/{id}")
    old = api(lamp(), *(get(path=path, page="get.md") for path in paths))
    new = api(lamp(), *(replace(o, responses=(Response(status=204),)) for o in old.operations))
    told = diff(old, new)
    statuses = [c for c in told if c.id == "success-status-changed"]
    assert len(statuses) == 2
    placed = tuple(replace(c, old=Span("get.md", 3), new=Span("get.md", 3)) for c in statuses)
    assert FORMATS["text"](placed, Folders()).splitlines() == [
        "breaking success-status-changed (response): GET /lamps/{id} returned 200 and returns 204",
        "    get.md:3 -> get.md:3",
        "    likewise GET /rooms/{id}/lamps/{id}",
        "2 changes: 2 breaking, 0 risky, 0 compatible; version: major",
    ]
    moved = (statuses[0], replace(statuses[1], new=Span("other.md", 3)))
    assert "likewise" not in FORMATS["text"](moved, Folders())
    assert FORMATS["github"](placed, Folders()).count("::error") == 1
    assert len(json.loads(FORMATS["json"](placed, Folders()))["changes"]) == 2


def test_the_addresses_of_a_page_move_together():
    paths = ("/lamps/{id}", "/rooms/{id}/lamps/{id}")
    old, new = (
        api(lamp(), *(get(path=path + end, description="Dim it.") for path in paths))
        for end in ("/dim", "/fade")
    )
    told = [c for c in diff(old, new) if c.about == "wire"]
    assert [(c.id, c.after) for c in told] == [
        ("operation-moved", "GET /lamps/{id}/fade"),
        ("operation-moved", "GET /rooms/{id}/lamps/{id}/fade"),
    ]


def test_a_path_that_changes_its_case_is_reached_by_the_same_python():
    old, new = (
        api(lamp(), get(description="Get one.", path=f"/{name}/{{id}}/parts"))
        for name in ("lamps", "Lamps")
    )
    changes = diff(old, new)
    assert [c.id for c in changes] == ["operation-moved"]


def test_a_renamed_type_is_renamed_in_permissions():
    used = replace(allowed("Lamp.Read", kind="lamp"), responses=())
    old = api(lamp(description="It shines."), used)
    permission = Permission(kind="light", scopes=("Lamp.Read",))
    renamed = lamp(description="It shines.", name="shop.light")
    told = diff(old, api(renamed, replace(used, permissions=(permission,))))
    assert [c.id for c in told] == ["class-renamed", "type-renamed"]


def test_a_member_in_the_place_of_another_is_a_rename():
    warm, cold = COLOR.members
    dim, dark = Member(name="dim"), Member(name="dark")
    told = diff(api(color(warm, dim, cold)), api(color(warm, dark, cold)))
    assert {c.id for c in told} == {"enum-member-renamed", "constant-renamed"}
    at_the_end = diff(api(color(warm, cold, dim)), api(color(warm, cold, dark)))
    assert "enum-member-removed" in {c.id for c in at_the_end}


def test_a_property_in_the_place_of_another_of_its_type_is_a_rename():
    def between(item: Property) -> Spec:
        return api(lamp(item, prop("watts", "int32")))

    shade = between(prop("shade", description="What is around it."))
    screen = between(prop("screen", description="What stands around it."))
    count = between(prop("count", "int32"))
    assert {c.id for c in diff(shade, screen)} == {"property-renamed", "attribute-renamed"}
    assert "property-removed" in {c.id for c in diff(shade, count)}


def test_an_ambiguous_rename_is_told_as_two_changes():
    shade, screen = (prop(n, description="What is around it.") for n in ("shade", "screen"))
    third = prop("hood", description="What is around it.")
    told = {c.id for c in diff(api(lamp(shade)), api(lamp(screen, third)))}
    assert {"property-removed", "property-added"} <= told and "property-renamed" not in told


# Git


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with the old pages in its first commit and the new ones in its second."""
    case = FOLDERS / "an-operation-changed"
    git(tmp_path, "init", "--quiet")
    (tmp_path / "docs" / "api").mkdir(parents=True)
    for side in ("old", "new"):
        for page in (case / side).iterdir():
            (tmp_path / "docs/api" / page.name).write_bytes(page.read_bytes())
        (tmp_path / "spec.json").write_text(to_json(api() if side == "old" else api(COLOR)))
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message", side)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("new", ["docs/api", "HEAD:docs/api", "HEAD:docs/api/"])
def test_revisions_of_pages(new: str, repository: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "HEAD~1:docs/api", new]) == 1
    told = capsys.readouterr().out
    folder = new.rstrip("/")
    assert f"HEAD~1:docs/api/room-paint.md:11 -> {folder}/room-paint.md:11" in told
    assert main(["diff", "HEAD:docs/api", "docs/api"]) == 0


@pytest.mark.parametrize("old", ["HEAD:docs/api", "HEAD:../api", "HEAD:./"])
def test_revisions_from_a_folder_below(old: str, repository: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(repository / "docs/api")
    assert main(["diff", old, "."]) == 0


def test_a_shallow_clone_and_a_folder_without_git_are_told(
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    git(elsewhere, "clone", "--quiet", "--depth", "1", repository.as_uri(), "clone")
    for folder, message in (
        (elsewhere / "clone", "this clone is shallow; run: git fetch --unshallow"),
        (elsewhere, "HEAD~1:docs/api does not exist, and this is not a git repository"),
    ):
        monkeypatch.chdir(folder)
        assert main(["diff", "HEAD~1:docs/api", str(repository / "docs/api")]) == 2
        assert message in capsys.readouterr().err


def test_revisions_of_a_spec(repository: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "HEAD~1:spec.json", "spec.json"]) == 0
    assert (
        "compatible enum-added (both): the enumeration shop.color is new" in capsys.readouterr().out
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "side, message",
    [
        ("nowhere", "nowhere does not exist; name a folder of pages"),
        ("HEAD~9:docs/api", 'git does not know the revision "HEAD~9"'),
        ("HEAD:nowhere", '"nowhere" is not in the revision HEAD'),
        (":docs/api", "names no revision before the colon"),
        ("--output=x:y", "OLD, NEW"),
        ("HEAD:docs", ""),
        ("docs/api/lamp.md", "docs/api/lamp.md is not a spec.json: not JSON"),
        ("HEAD:docs/api/lamp.md", "HEAD:docs/api/lamp.md is not a spec.json: not JSON"),
        (".git", "contains no .md or .mdx files"),
        ("empty.json", "empty.json is not a spec.json: spec: an object was expected"),
        ("bases.json", "the base type shop.none of shop.lamp is no entity"),
        ("circle.json", "shop.lamp derives from itself"),
        ("twice.json", "shop.lamp is there 2 times"),
        ("nul\0", "nul does not exist"),
        ("", '"" names nothing'),
        ("latin", "cannot read latin/lamp.md: the file is not UTF-8"),
    ],
)
def test_a_side_that_cannot_be_read(
    side: str, message: str, repository: Path, capsys: pytest.CaptureFixture[str]
):
    (repository / "empty.json").write_text("[]")
    (repository / "latin").mkdir()
    (repository / "latin" / "lamp.md").write_bytes(b"# caf\xe9")
    (repository / "bases.json").write_text(to_json(api(lamp(base="shop.none"))))
    (repository / "circle.json").write_text(to_json(api(lamp(base="shop.lamp"))))
    (repository / "twice.json").write_text(to_json(api(lamp(), lamp())))
    if not message:
        assert main(["diff", side, "docs"]) == 0
        return
    try:
        assert main(["diff", side, "docs/api"]) == 2
    except SystemExit as stopped:
        assert stopped.code == 2
        return
    told = capsys.readouterr().err.splitlines()
    assert message in told[-1] and told[-1].startswith("docgen: ")


@pytest.mark.slow
def test_explain_tells_a_change(capsys: pytest.CaptureFixture[str]):
    for id in rules():
        assert main(["explain", id]) == 0
    assert main(["explain", "property-removed"]) == 0
    told = capsys.readouterr().out
    assert "property-removed (request: risky, response: breaking)" in told
    assert "\n<owner> may be <after>\n" in told
    assert not re.search(r"(?<!/)\{\w+\}", told)  # `/users/{id}` is a path


# Any two APIs

NAMES = st.sampled_from(["a", "b", "c", "dE", "d-e"])
TYPES = st.sampled_from(
    [
        *map(use_of, ["string", "int32", "int64", "any", "shop.a", "shop.e0", "shop.other"]),
        *(array_of(use_of(name)) for name in ("string", "shop.b")),
    ]
)
WORDS = st.sampled_from(
    ["", "One.", "Two. Deprecated.", "Three. Read-only."]
    + ["Four. Maximum length is 4 characters.", "Five. Default: 1. Write-only."]
)
DEFAULTS = st.sampled_from([None, "", "1", 1, False])
PARAMETERS = st.lists(
    st.builds(
        Parameter,
        name=NAMES,
        location=st.sampled_from(["query", "header"]),
        type=TYPES,
        is_required=st.booleans(),
        is_deprecated=st.booleans(),
        default=DEFAULTS,
        description=WORDS,
    ),
    max_size=3,
    unique_by=lambda p: p.name.lower(),
).map(tuple)
BODIES = st.none() | st.builds(
    RequestBody,
    content=(st.none() | TYPES).map(lambda use: (MediaType(type=use),)),
    properties=PARAMETERS.map(lambda found: tuple(replace(p, location="body") for p in found)),
)


REQUIREMENTS = st.builds(
    SecurityRequirement,
    scheme=st.sampled_from(["bearer", "key"]),
    scopes=st.sampled_from([(), ("read",), ("read", "write")]),
)
SECURITY = st.lists(
    st.lists(REQUIREMENTS, max_size=2, unique_by=lambda r: r.scheme).map(tuple), max_size=2
).map(tuple)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    properties = st.lists(
        st.builds(
            Property,
            name=NAMES,
            type=TYPES,
            is_navigation=st.booleans(),
            is_never_null=st.booleans(),
            is_deprecated=st.booleans(),
            default=DEFAULTS,
            description=WORDS,
            values=st.lists(NAMES, max_size=2, unique=True).map(tuple),
        ),
        max_size=4,
        unique_by=lambda p: p.name,
    ).map(tuple)
    names = draw(st.lists(NAMES, max_size=4, unique=True))
    types: list[Type] = []
    for name in names:
        base = draw(st.just("") | st.sampled_from([t.name for t in types])) if types else ""
        flags = st.booleans()
        kind = draw(st.sampled_from(["entity", "object"]))
        given = {"is_open": draw(flags), "is_abstract": draw(flags), "description": draw(WORDS)}
        types.append(
            Type(name=f"shop.{name}", kind=kind, base=base, properties=draw(properties), **given)
        )
    members = st.lists(
        st.builds(Member, name=NAMES, value=st.sampled_from(["", "1", "2"]), description=WORDS),
        max_size=3,
        unique_by=lambda m: m.name,
    ).map(tuple)
    count = draw(st.integers(0, 2))
    enums = tuple(
        Enum(name=f"shop.e{i}", members=draw(members), is_flags=draw(st.booleans()))
        for i in range(count)
    )
    operations: list[Operation] = []
    paths = st.sampled_from(["/a", "/a/{id}", "/a/{key}/b", "/c/do", "/a/{id}/b/x(n={n})"])
    methods = st.sampled_from(["GET", "POST"])
    pairs = st.lists(st.tuples(paths, methods), max_size=4, unique=True)
    for path, method in draw(pairs):
        statuses = draw(st.lists(st.sampled_from([200, 201, 204, 404]), max_size=2, unique=True))
        operations.append(
            Operation(
                method=method,
                path=path,
                kind=draw(st.sampled_from(["get", "list", "create", "action"])),
                description=draw(WORDS),
                parameters=draw(PARAMETERS),
                permissions=tuple(
                    Permission(
                        kind=k,
                        scopes=tuple(draw(st.permutations(["x", "y"]))[: draw(st.integers(0, 2))]),
                    )
                    for k in draw(st.lists(st.sampled_from(["k", "l"]), max_size=2, unique=True))
                ),
                request_body=draw(BODIES),
                security=draw(st.none() | SECURITY),
                responses=tuple(
                    Response(status=s, content=content_of(draw(st.none() | TYPES)))
                    for s in statuses
                ),
            )
        )
    spec = replace(
        api(*types, *enums, *operations),
        protocol=draw(st.sampled_from(["http", "odata"])),
        security_schemes=tuple(draw(st.lists(st.sampled_from([BEARER, KEY]), unique=True))),
        security=draw(SECURITY),
    )
    # Linking leaves no name that nothing documents.
    known = {item.name for item in (*types, *enums)}
    unknown = {"shop.a", "shop.b", "shop.e0", "shop.other"} - known
    return in_new_names(spec, dict.fromkeys(unknown, "any"))


def plain(changes: tuple[Change, ...], back: bool) -> Counter[str]:
    """How often each id is told, or its reverse."""
    # A base class that came or went with its type is told in one direction only.
    ids = (rules()[c.id].reverse if back else c.id for c in changes if c.id != "class-base-changed")
    return Counter(map(unmarked, ids))


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(specs(), specs())
def test_the_other_way_round_is_told_as_the_reverse(old: Spec, new: Spec):
    assert diff(old, old) == ()
    there, back = diff(old, new), diff(new, old)
    assert plain(there, True) == plain(back, False)
    assert there == diff(old, new)  # the same every time
    marks = [c.fingerprint for c in there]
    assert len(set(marks)) == len(marks)
    for format in FORMATS.values():
        assert format(there, Folders()) == format(there, Folders())


def test_what_every_request_sends():
    def header(name: str, **fields: object) -> Parameter:
        return replace(Parameter(name=name, location="header", is_required=True), **fields)  # type: ignore[arg-type]

    def found(old: Spec, new: Spec) -> set[tuple[str, str]]:
        return {(c.id, c.message) for c in diff(old, new)}

    alone = api(lamp(), takes())
    account = replace(alone, parameters=(header("X-Account"),))
    assert found(alone, account) == {
        ("required-parameter-added", "API requires the header parameter X-Account: string"),
        ("required-argument-added", "Client requires account: str"),
    }
    assert {id for id, _ in found(account, alone)} == {"parameter-removed", "argument-removed"}
    # What each operation had is no change on the wire.
    own = api(lamp(), takes(header("X-Account")))
    assert {id for id, _ in found(own, account)} == {"argument-removed", "required-argument-added"}
    known = replace(alone, parameters=(header("x-account", default="a"),))
    assert {id for id, _ in found(account, known)} == {
        "parameter-default-added",
        "argument-became-optional",
    }
