"""docgen.toml: what is read, what is refused, and the schema that editors check it with."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from docgen.openapi.formats import EXPORTS
from docgen.project.configuration import KEYS, package_name, read_configuration
from docgen.project.usage import UsageError
from docgen.syntax.naming import DEPENDENCIES

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(resources.files("docgen").joinpath("configuration.schema.json").read_text())
SHOP = '[api.shop]\npages = "docs"\noutput = "src"\n'


def is_valid(tables: object) -> bool:
    return not list(Draft202012Validator(SCHEMA).iter_errors(tables))


def is_read(text: str, tmp_path: Path) -> bool:
    config = tmp_path / "docgen.toml"
    config.write_text(text)
    try:
        return bool(read_configuration(config))
    except UsageError:
        return False


def test_the_schema_has_the_keys_that_are_read():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["api"]["properties"]) == set(KEYS)
    outputs = ["output", *(item.key for item in EXPORTS.values())]
    assert SCHEMA["$defs"]["api"]["anyOf"] == [{"required": [key]} for key in outputs]


@pytest.mark.parametrize(
    "more",
    [
        "",
        'spec = "a.json"\nopenapi = "b.json"\njson_schema = "c.json"\ntemplates = "t"\n',
        'base_url = "https://a.example/v1"\ndialect = "graph"\npackage = "shöp"\n',
        'include = ["/a/**"]\nexclude = []\ntypes = ["a.b"]\n',
        'partials = ["../partials", "shared"]\n',
        'distribution = true\nlicense = "Apache-2.0 OR MIT"\n',
        'distribution = "1.2.0rc1"\n',
        "examples = true\n",
        'put = "update"\n',
        '[api.shop.dialect]\ncolumns.name = ["+", "key"]\n',
        '[[api.shop.corrections]]\ntarget = "GET /a"\nskip = true\nreason = "b"\n',
        '[[api.shop.corrections]]\ntarget = "GET /a b"\nset.in = "query"\nreason = "b"\n',
        '[[api.shop.corrections]]\ntarget = "/a"\nset.parameter = "b"\nreason = "c"\n',
        '[[api.shop.corrections]]\ntarget = "A.b"\nset.type = "c"\nreason = "d"\n',
        '[api.shop.security.token]\ntype = "apiKey"\nin = "header"\nname = "X-Token"\n',
        '[api.shop.security.a]\ntype = "http"\nscheme = "Bot"\ndescription = "b"\n',
        '[api.shop.security.a]\ntype = "oauth2"\nflows.clientCredentials.tokenUrl = "b"\n'
        'flows.clientCredentials.scopes = { "lamps:read" = "c" }\n',
        '[api.shop.security.a]\ntype = "openIdConnect"\nopenIdConnectUrl = "https://a.example"\n',
        '[api.shop.security.a]\ntype = "mutualTLS"\n',
        '[api.shop.paging]\nstyle = "link"\nitems = "/a~1b"\n',
        '[api.shop.paging]\nstyle = "cursor"\nnext = "/next"\nparameter = "cursor"\nsize = "limit"\n',
        '[api.shop.paging]\nstyle = "odata"\n',
        '[api.shop.envelope]\ndata = "/data"\n',
        '[api.shop.envelope]\ndata = ""\n',
        '[api.shop.errors]\ncode = "/error/code"\nmessage = "/error/message"\n',
        '[[api.shop.servers]]\nurl = "https://{a}.example"\nvariables.a = { default = "b", enum = ["b"] }\n',
        '[api.shop.operations."GET /a"]\nsecurity = []\nenvelope.data = ""\npaging.style = "none"\n',
        '[api.shop.operations."GET /a".security.b]\ntype = "http"\nscheme = "basic"\n',
        "parameters = []\n",
        '[[api.shop.parameters]]\nin = "header"\nname = "X-Account"\nrequired = true\nvalues = ["a"]\n'
        '[[api.shop.parameters]]\nin = "query"\nname = "house"\ntype = "integer"\ndefault = 7\n',
        '[api.other]\npages = "a"\noutput = "b"\n',
        '[api.other]\npages = "a"\nspec = "b.json"\n',
    ],
)
def test_what_is_read_is_valid(more: str, tmp_path: Path):
    assert is_read(SHOP + more, tmp_path)
    assert is_valid(tomllib.loads(SHOP + more))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[api]\n",
        "api = 3\n",
        "[api]\nshop = 3\n",
        SHOP + "[apis.b]\n",
        SHOP + 'titel = "x"\n',
        SHOP.replace('pages = "docs"\n', ""),
        SHOP.replace('output = "src"\n', ""),
        SHOP.replace('"docs"', '""'),
        SHOP.replace('"docs"', "1"),
        SHOP.replace('"docs"', r'"a\u0000b"'),
        SHOP + 'package = "my shop"\n',
        SHOP + 'include = "/a"\n',
        SHOP + 'types = [""]\n',
        SHOP + "types = [1]\n",
        SHOP + 'distribution = "first"\n',
        SHOP + "distribution = 1\n",
        SHOP + 'examples = "yes"\n',
        SHOP + 'license = "my own, ask me"\n',
        SHOP + "base_url = true\n",
        SHOP + 'path_prefix = "api/v1"\n',
        SHOP + "path_prefix = 1\n",
        SHOP + "dialect = 1\n",
        SHOP + 'put = "set"\n',
        SHOP + "corrections = 1\n",
        SHOP + 'base_url = "https://a.example"\nservers = [{ url = "https://b.example" }]\n',
        SHOP + "paging = 1\n",
        SHOP + '[api.shop.security.token]\ntype = "apikey"\nin = "header"\nname = "X-Token"\n',
        SHOP + '[api.shop.security.token]\ntype = "apiKey"\nname = "X-Token"\n',
        SHOP + '[api.shop.security.token]\ntype = "apiKey"\nin = "header"\n',
        SHOP + '[api.shop.security.token]\ntype = "http"\nscheme = "a b"\n',
        SHOP + '[api.shop.security.token]\ntype = "http"\nscheme = "basic"\nin = "header"\n',
        SHOP + '[api.shop.security.token]\ntype = "oauth2"\nflows.browser.tokenUrl = "b"\n',
        SHOP + '[api.shop.paging]\nstyle = "pages"\n',
        SHOP + '[api.shop.paging]\nstyle = "page"\n',
        SHOP + '[api.shop.paging]\nstyle = "cursor"\nparameter = "cursor"\n',
        SHOP + '[api.shop.paging]\nstyle = "link"\nitems = "data"\n',
        SHOP + '[api.shop.paging]\nstyle = "odata"\nitems = "/data"\n',
        SHOP + '[api.shop.envelope]\ndata = "/a/b"\n',
        SHOP + "[api.shop.envelope]\n",
        SHOP + '[api.shop.errors]\ncode = "error.code"\n',
        SHOP + '[api.shop.errors]\nstatus = "/status"\n',
        SHOP + '[[api.shop.parameters]]\nin = "path"\nname = "a"\n',
        SHOP + '[[api.shop.parameters]]\nin = "header"\nname = "X Account"\n',
        SHOP + '[[api.shop.parameters]]\nin = "query"\nname = "a"\ntype = "text"\n',
        SHOP + '[[api.shop.parameters]]\nin = "query"\nname = "a"\nrequired = 1\n',
        SHOP + '[[api.shop.parameters]]\nin = "query"\nname = "a"\ndefault = []\n',
        SHOP + "parameters = {}\n",
        SHOP + '[[api.shop.servers]]\nurl = ""\n',
        SHOP + '[api.shop.operations."get lamps"]\nsecurity = []\n',
        SHOP + '[api.shop.operations."GET /a"]\nsecurity = "token"\n',
        SHOP + '[api.shop.operations."GET /a"]\nerrors = { code = "/code" }\n',
        SHOP + '[[api.shop.corrections]]\ntarget = "GET /a"\nskip = true\n',
        SHOP + '[[api.shop.corrections]]\ntarget = "a"\nskip = true\nreason = "b"\n',
        SHOP + '[[api.shop.corrections]]\ntarget = "GET /a"\nreason = "b"\n',
        SHOP + '[[api.shop.corrections]]\ntarget = "GET /a"\nset.pat = "/"\nreason = "b"\n',
    ],
)
def test_what_is_refused_is_not_valid(text: str, tmp_path: Path):
    assert not is_read(text, tmp_path)
    assert not is_valid(tomllib.loads(text))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('in = "header"\nname = "Accept"', "each request has its own Accept"),
        ('in = "header"\nname = "If-Match"', "each request has its own If-Match"),
        (
            'in = "query"\nname = "a"\ntype = "integer"\ndefault = "7"',
            "a value of the type integer",
        ),
        ('in = "query"\nname = "a"\n[[api.shop.parameters]]\nin = "query"\nname = "a"', "twice"),
        ('in = "header"\nname = "A"\n[[api.shop.parameters]]\nin = "header"\nname = "a"', "twice"),
    ],
)
def test_what_is_no_parameter_of_all_requests(keys: str, words: str, tmp_path: Path):
    (tmp_path / "docgen.toml").write_text(f"{SHOP}[[api.shop.parameters]]\n{keys}\n")
    with pytest.raises(UsageError, match=words):
        read_configuration(tmp_path / "docgen.toml")


def test_the_files_of_this_repository_are_valid():
    assert is_valid(tomllib.loads((ROOT / "docgen.toml").read_text()))


@pytest.mark.parametrize(
    "key, hint",
    [
        ("page", 'api.shop: unknown key "page"; did you mean "pages"?'),
        ("base-url", 'api.shop: unknown key "base-url"; did you mean "base_url"?'),
        ("zzz", 'api.shop: unknown key "zzz"; known: pages, '),
    ],
)
def test_an_unknown_key_comes_with_a_suggestion(key: str, hint: str, tmp_path: Path):
    (tmp_path / "docgen.toml").write_text(SHOP + f'{key} = "x"\n')
    with pytest.raises(UsageError, match="docgen.toml: ") as raised:
        read_configuration(tmp_path / "docgen.toml")
    assert hint in str(raised.value)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("json", 'of the standard library, which the package would hide; try "json_api"'),
        ("calendar", "of the standard library"),
        ("httpx2", "that SDKs import"),
        ("class", 'is not a Python package name; try "class_"'),
        ("my-shop", 'try "my_shop"'),
    ],
)
def test_a_package_hides_no_module_that_it_needs(name: str, problem: str):
    with pytest.raises(UsageError) as raised:
        package_name(name)
    assert problem in str(raised.value)


def test_a_table_of_another_name_comes_with_a_suggestion(tmp_path: Path):
    (tmp_path / "docgen.toml").write_text(SHOP.replace("[api.", "[apis."))
    with pytest.raises(UsageError, match=r'unknown key "apis"; write \[api.NAME\] tables'):
        read_configuration(tmp_path / "docgen.toml")


def test_pyproject_is_read_and_named_in_its_errors(tmp_path: Path):
    project = tmp_path / "pyproject.toml"
    project.write_text(SHOP.replace("[api.", "[tool.docgen.api."))
    (api,) = read_configuration(tmp_path / "docgen.toml")
    assert (api.package, api.pages) == ("shop", tmp_path / "docs")
    project.write_text('[tool.docgen.api.shop]\npages = "docs"\nouput = "src"\n')
    with pytest.raises(UsageError, match=r"pyproject\.toml: tool\.docgen\.api\.shop: unknown key"):
        read_configuration(tmp_path / "docgen.toml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "typing",
            'a module of the standard library, which the package would hide; try "typing_api"',
        ),
        ("Re", 'a module of the standard library, which the package would hide; try "re_api"'),
        ("httpx2", 'a module that SDKs import, which the package would hide; try "httpx2_api"'),
        ("docgen", 'docgen itself, which the package would hide; try "docgen_api"'),
        ("__main__", "a module that Python imports by itself"),
        ("con", 'a device of Windows, which the package would hide; try "con_api"'),
        ("COM1", 'a device of Windows, which the package would hide; try "com1_api"'),
        ("ﬁle", 'Python imports "ﬁle" as "file"; use that name'),
        ("_", 'not a Python package name; try "value"'),
        ("class", 'not a Python package name; try "class_"'),
    ],
)
def test_packages_that_python_would_take_for_another(name: str, words: str):
    with pytest.raises(UsageError, match=re.escape(words)):
        package_name(name)


def test_what_a_package_needs():
    """All that httpx2 brings is a name that no package may have."""
    waiting, needed = ["httpx2"], set[str]()
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            requirements = importlib.metadata.requires(name) or []
            names = (re.match(r"[\w.-]+", r) for r in requirements if "extra ==" not in r)
            waiting += [match[0].lower() for match in names if match]
    modules = importlib.metadata.packages_distributions().items()
    assert {module for module, of in modules if needed & {d.lower() for d in of}} <= DEPENDENCIES
