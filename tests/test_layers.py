"""Who may import whom: the one table of the packages of docgen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import docgen

PACKAGE = Path(docgen.__file__).parent
LEAVES = {"records", "diagnostics", "syntax"}
# A package may import its own modules and those of the packages in its row.
ALLOWED = {
    "records": set[str](),
    "diagnostics": {"records"},
    "syntax": {"records", "diagnostics"},
    "spec": LEAVES,
    "reading.markdown": LEAVES,
    "reading.dialects": LEAVES,
    "reading": LEAVES | {"reading.markdown", "reading.dialects"},
    "inference": LEAVES | {"spec"},
    "corrections": LEAVES | {"reading", "reading.dialects", "linking", "spec"},
    "linking": LEAVES | {"reading", "reading.dialects", "inference", "spec"},
    "python": LEAVES | {"spec"},
    "openapi": LEAVES | {"spec"},
    "mock": LEAVES | {"spec", "openapi"},
    "diff": LEAVES | {"spec", "python"},
    "verify": LEAVES | {"spec", "inference", "python"},
    "verify.service": LEAVES | {"spec", "python", "verify"},
    "report": LEAVES | {"spec", "python", "verify", "verify.service"},
    "snippets": LEAVES | {"spec", "python", "verify"},
    # It knows the names of export formats, and loads none.
    "project": LEAVES | {"reading.dialects", "corrections", "spec", "openapi"},
    "driver": LEAVES
    | {"reading", "reading.markdown", "reading.dialects", "linking", "corrections", "spec"}
    | {"openapi", "python", "verify", "verify.service", "snippets", "diff", "mock", "project"},
    "driver.editing": LEAVES
    | {"reading", "reading.markdown", "reading.dialects", "linking", "spec"}
    | {"python", "project", "driver"},
    "driver.mutation": LEAVES
    | {"reading", "reading.dialects", "inference", "spec", "python", "verify", "driver"},
    "cli.lsp": LEAVES | {"project", "reading.dialects", "driver.editing"},
    "cli": LEAVES
    | {"reading", "reading.markdown", "reading.dialects", "linking", "spec"}
    | {"openapi", "python", "verify", "verify.service", "snippets", "diff", "mock", "project"}
    | {"report", "driver", "driver.editing", "driver.mutation", "cli.lsp"},
}
ENTRY_POINTS = {"__init__", "__main__", "pytest_plugin"}
ON_THE_DISK = {"project", "driver", "driver.editing", "cli.lsp", "cli"}
LARGEST = {"modules of a package": 18, "lines of a module": 400, "lines of a function": 60}


def package_of(module: str) -> str:
    """The row of a module: `reading.markdown.parser` is of `reading.markdown`, `records` of itself."""
    parts = module.split(".")
    return max(
        (row for row in ALLOWED if row.split(".") == parts[: row.count(".") + 1]),
        key=len,
        default=parts[0],
    )


def modules() -> dict[str, Path]:
    """Every module but the entry points, by its name below `docgen`."""
    found: dict[str, Path] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        if name not in ENTRY_POINTS:
            found[name] = path
    return found


MODULES = modules()


@cache
def trees() -> dict[str, ast.Module]:
    """All modules, parsed for the first test that asks: a run without these tests need not wait."""
    return {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """Millions of nodes, through which each collection of garbage would go from here on."""
    yield
    trees.cache_clear()


@cache
def imports() -> dict[str, set[str]]:
    """The modules below `docgen` that each module names, also within functions and for types only."""
    return {name: set(_imports(tree)) for name, tree in trees().items()}


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docgen"):
            package = (node.module or "").removeprefix("docgen").lstrip(".")
            for alias in node.names:
                name = f"{package}.{alias.name}".lstrip(".")
                if name in MODULES or package:
                    yield name if name in MODULES else package
        elif isinstance(node, ast.Import):
            yield from (a.name[7:] for a in node.names if a.name.startswith("docgen."))


@pytest.mark.parametrize("row", ALLOWED)
def test_a_package_imports_what_its_row_allows(row: str):
    wrong = {
        f"{name} imports {other}"
        for name, others in imports().items()
        if package_of(name) == row
        for other in others
        if package_of(other) not in ALLOWED[row] | {row}
    }
    assert not wrong


def test_every_package_has_a_row():
    assert {package_of(name) for name in MODULES} == ALLOWED.keys()


def test_the_table_has_no_circle():
    """Nothing after the spec sees a page, and nothing before it knows that Python exists."""
    done: set[str] = set()
    while rest := [row for row in ALLOWED if row not in done]:
        ready = [row for row in rest if ALLOWED[row] <= done]
        assert ready, rest
        done |= set(ready)
    for row in ("openapi", "python", "verify", "snippets", "diff", "mock"):
        assert not ALLOWED[row] & {"reading", "linking"}
    for row in ("reading", "linking", "spec"):
        assert not ALLOWED[row] & {"openapi", "python", "verify", "snippets", "diff", "mock"}


def test_no_module_imports_itself_by_way_of_others():
    links = {name: others & MODULES.keys() for name, others in imports().items()}
    done: set[str] = set()
    while rest := [name for name in links if name not in done]:
        ready = [name for name in rest if links[name] <= done]
        assert ready, rest
        done |= set(ready)


def test_packages_say_what_they_are():
    for path in PACKAGE.rglob("__init__.py"):
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        if path.parent != PACKAGE:
            assert len(tree.body) == 1, f"{path} holds more than its docstring"
            assert "May import:" in (ast.get_docstring(tree) or ""), path


def test_a_package_that_lists_its_modules_lists_all():
    for path in PACKAGE.rglob("__init__.py"):
        doc = ast.get_docstring(ast.parse(path.read_text("utf-8")), clean=False) or ""
        listed = re.findall(r"^    (\w+) ", doc, re.M)
        modules = {module.stem for module in path.parent.glob("*.py")} - {"__init__"}
        assert not listed or sorted(listed) == sorted(modules), path


def test_the_stages_do_not_touch_the_disk():
    for name, tree in trees().items():
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert package_of(name) in ON_THE_DISK or not names & {"open", "Path"}, name


def quick_tests(path: Path) -> Iterator[str]:
    """The tests of a module that are not marked slow."""
    tree = ast.parse(path.read_text())
    of_all = (n for n in tree.body if isinstance(n, ast.Assign) and "pytestmark" in ast.unparse(n))
    if not any("mark.slow" in ast.unparse(assigned) for assigned in of_all):
        for node in tree.body:
            marks = map(ast.unparse, getattr(node, "decorator_list", ()))
            name = getattr(node, "name", "")
            if name.startswith("test_") and "pytest.mark.slow" not in marks:
                yield name


def test_every_package_has_quick_tests():
    tests = Path(__file__).parent
    packages = [path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    quick = {p.name: [*(tests / p.name).rglob("test_*.py")] for p in packages}
    assert not [name for name, of in quick.items() if not any(any(quick_tests(p)) for p in of)]


def test_nothing_is_too_long():
    for folder in {path.parent for path in MODULES.values()}:
        count = len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        assert count <= LARGEST["modules of a package"], folder
    for name, path in MODULES.items():
        length = len(path.read_text("utf-8").splitlines())
        assert length <= LARGEST["lines of a module"], f"{name} has {length} lines"
        for node in ast.walk(trees()[name]):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= LARGEST["lines of a function"], f"{name}.{node.name}"
