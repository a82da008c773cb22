"""Templates of the user's own: one file in place of docgen's, and what is told of a wrong one."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.python import records as plan_records
from docgen.records import Record

ROOT = Path(__file__).parents[2]
TARGET = (ROOT / "templates/python/target.toml").read_text("utf-8")
CONNECTORS = ROOT / "specs/external_connectors/pages"
BUILT_IN = ROOT / "templates/python"
MODEL = (BUILT_IN / "model.py.jinja").read_text()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def generate(own: Path | None, output: Path | None = None) -> int:
    output = output or (own or BUILT_IN).parent / "out"
    where = ["--package", "sdk", "--output", str(output), "--dialect", "graph"]
    templates = ["--templates", str(own)] if own else []
    return main(["generate", str(CONNECTORS), *where, *templates])


def files(folder: Path) -> dict[str, str]:
    found = (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


@pytest.mark.slow
def test_one_template_is_overridden(own: Path):
    changed = MODEL.replace("{# record", "# Ours.\n{# record")
    (own / "model.py.jinja").write_text(changed)
    (own / "README.md").write_text("Notes beside templates are nobody's business.")
    assert generate(own) == generate(None, own.parent / "theirs") == 0
    ours, theirs = files(own.parent / "out/sdk"), files(own.parent / "theirs/sdk")
    differs = {name for name in ours if ours[name] != theirs.get(name)}
    assert "models/_acl.py" in differs and "models/_acl_type.py" not in differs
    assert all(name.startswith("models/") for name in differs)
    assert ours["models/_acl.py"] == "# Ours.\n" + theirs["models/_acl.py"]


@pytest.mark.slow
def test_all_templates_and_the_runtime_are_overridden(own: Path):
    shutil.copytree(BUILT_IN, own, dirs_exist_ok=True)
    (own / "runtime/extra.py").write_text("EXTRA = 1\n")
    (own / "docs.jinja").write_text("{% macro doc(record) %}# {{ record.name }}{% endmacro %}")
    (own / "enum.py.jinja").write_text(
        '{% from "docs.jinja" import doc %}\n{{ doc(record) }}\nfrom {{ record.root }}_runtime.enum '
        "import {{ record.base }}\n\nclass {{ record.name }}({{ record.base }}):\n"
        "{% for m in record.members %}\n    {{ m.name }} = {{ m.value | literal }}\n{% endfor %}\n"
    )
    assert generate(own) == 0
    made = files(own.parent / "out/sdk")
    assert made["_runtime/extra.py"] == "EXTRA = 1\n"
    assert made["models/_acl_type.py"].startswith("# AclType\nfrom .._runtime.enum import OpenEnum")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("model.py.jinja", "x\n{% for a in %}\n", "model.py.jinja:2: Expected an expression"),
        ("model.py.jinja", "x\n\n{{ record.nam }}", ":3: ModelClass has no field \"nam\"; did you mean"),
        ("model.py.jinja", "\n{% for a in record.attributes %}\n{{ a.x }}{% endfor %}", ":3: Attribute has no"),
        ("enum.py.jinja", "{{ record.zzzzzz }}", "EnumClass has no field \"zzzzzz\"; it has pages, name"),
        ("model.py.jinja", "\n{{ recrod.name }}", ":2: 'recrod' is undefined"),
        ("model.py.jinja", "{{ record.name | shout }}", ":1: No filter named 'shout'"),
        ("model.py.jinja", "\n{{ 1 // 0 }}", ":2: ZeroDivisionError"),
        ("model.py.jinja", "{{ record.doc | docstring }}", ":1: TypeError: docstring()"),
        ("model.py.jinja", '{% include "x.jinja" %}', 'there is no template "x.jinja"'),
        ("model.py.jinja", "class :\n", "model.py.jinja: prints invalid Python at models/_acl.py:1"),
        ("model.py.jinja", f"class : {'x' * 120}\n", "prints invalid Python at models/"),
        ("builders.jinja", "{% macro body(a, b) %}\n{{ a.pth }}{% endmacro %}", "builders.jinja:2: Builder"),
        ("runtime/model.py", "def", "runtime/model.py: prints invalid Python at _runtime/model.py:1"),
        ("target.toml", "a = \n", "target.toml:1: Invalid value"),
        ("target.toml", "line_length = 1\n\nx = 1", 'target.toml:3: "x" is no key of a target'),
        ("target.toml", 'line_length = "1"', 'target.toml:1: "line_length" is of another type'),
        ("target.toml", "line_length = 1", 'target.toml: the key "types" is missing'),
        ("target.toml", TARGET.replace("int32", "'Edm.Int32'"), '"Edm.Int32" is called "int32"'),
        ("target.toml", TARGET.replace("int32", "int23"), '"int23" is not a primitive; did you mean "int32"?'),
        ("target.toml", TARGET.replace("\nuri = ", "\n# "), 'types: "uri" missing'),
        ("modle.py.jinja", "", 'modle.py.jinja does not override a template; did you mean "model.py.jinja"'),
        ("zzz.j2", "", "zzz.j2 does not override a template; known: README.md.jinja"),
    ],
)  # fmt: skip
def test_a_wrong_template_is_told_in_one_line(
    own: Path, name: str, text: str, message: str, capsys: pytest.CaptureFixture[str]
):
    (own / name).parent.mkdir(exist_ok=True)
    (own / name).write_text(text)
    assert generate(own) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"docgen: {own}/") and told.count("\n") == 1 and message in told
    assert not (own.parent / "out").exists()


def test_a_folder_that_is_none_or_no_text(own: Path, capsys: pytest.CaptureFixture[str]):
    assert generate(own / "x") == 2
    assert "x is not a folder" in capsys.readouterr().err
    (own / "model.py.jinja").write_bytes(b"\xff")
    assert generate(own) == 2
    assert "cannot read" in capsys.readouterr().err


@pytest.mark.slow
def test_the_configuration_names_a_folder(own: Path, capsys: pytest.CaptureFixture[str]):
    (own / "model.py.jinja").write_text(MODEL.replace("{# record", "# Ours.\n{# record"))
    config = own.parent / "docgen.toml"
    config.write_text(f'[api.sdk]\npages = "{CONNECTORS}"\noutput = "out"\ntemplates = "own"\n')
    for command in ("generate", "check", "verify"):
        assert main([command, "--config", str(config)]) == 0
    assert (own.parent / "out/sdk/models/_acl.py").read_text().startswith("# Ours.\n")
    (own / "model.py.jinja").write_text(MODEL)
    assert main(["check", "--config", str(config)]) == 1


def test_every_template_says_which_record_it_prints():
    for path in BUILT_IN.glob("*.jinja"):
        text = path.read_text()
        if "record." in text:
            named = re.match(r"\{# record: docgen\.python\.records\.(\w+)", text)
            assert named and hasattr(plan_records, named[1]), path


def test_every_record_is_documented():
    tree = ast.parse((ROOT / "docgen/python/records.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            assert ast.get_docstring(node), node.name
    guide = (ROOT / "CONTRIBUTING.md").read_text()
    for name in (path.name for path in BUILT_IN.glob("*.jinja")):
        assert name in guide, name
    assert issubclass(plan_records.ModelClass, Record)
