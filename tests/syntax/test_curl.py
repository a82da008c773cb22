"""curl commands as requests."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from docgen.syntax.curl import commands, starts_curl
from docgen.syntax.form_content import form_fields
from docgen.syntax.headers import header

URL = "https://lamps.example/l"
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


@pytest.mark.parametrize(
    ("text", "method", "target", "headers", "body"),
    [
        (f"curl {URL}", "GET", URL, (), ""),
        (f"$ curl -X DELETE '{URL}/7'", "DELETE", f"{URL}/7", (), ""),
        (f"[desk]$ curl {URL}", "GET", URL, (), ""),
        (f"ada@desk:~/lamps$ curl -I {URL}", "HEAD", URL, (), ""),
        (f"curl {URL} -d a=1 -d b=2", "POST", URL, FORM, "a=1&b=2"),
        (f"curl -G {URL} -d a=1 -d b=2", "GET", f"{URL}?a=1&b=2", (), ""),
        (f"curl -I {URL}", "HEAD", URL, (), ""),
        (f"curl -XPUT -H'X-A: b' {URL}", "PUT", URL, (("X-A", "b"),), ""),
        (f"curl --request=PATCH --url {URL}", "PATCH", URL, (), ""),
        (f"curl {URL} \\\n  -u key: \\\n  -H 'A: b'", "GET", URL, (("A", "b"),), ""),
        (f"curl {URL}\n  -H 'A: b'\n{{}}", "GET", URL, (("A", "b"),), ""),
        (f"curl -o out.json {URL}", "GET", URL, (), ""),
        (
            f"curl --data '{{\"a\": 1}}' {URL}",
            "POST",
            URL,
            (("Content-Type", "application/json"),),
            '{"a": 1}',
        ),
    ],
)
def test_a_command(
    text: str, method: str, target: str, headers: tuple[tuple[str, str], ...], body: str
):
    (command,) = commands(text)
    message = command.message
    assert (message.method, message.target, message.headers, message.body) == (
        method,
        target,
        headers,
        body,
    )


def test_a_body_of_a_file_and_a_form():
    (payload,) = commands(f"curl --data @payload.json {URL}")
    assert (payload.message.method, payload.file, payload.message.body) == (
        "POST",
        "payload.json",
        "",
    )
    (form,) = commands(f"curl -F file=@a.png -F name=x {URL}")
    media_type = header(form.message.headers, "content-type")
    assert form.message.method == "POST"
    assert form_fields(media_type, form.message.body) == (("file", "", "a.png"), ("name", "x", ""))


def test_several_commands_and_their_lines():
    found = list(commands(f"curl {URL} \\\n  -I\n{{}}\ncurl {URL}/2"))
    assert [(c.line, c.end) for c in found] == [(0, 2), (3, 4)]


@pytest.mark.parametrize("text", [f"wget {URL}", "curl", "curl 'https://open", "", "recurl x.y"])
def test_no_command(text: str):
    assert not list(commands(text))


@given(st.text(alphabet="curl -XdHF@'\"\\\n:/.{}=$a ", max_size=80) | st.text(max_size=80))
def test_any_text_is_read(text: str):
    found = list(commands(f"curl {text}"))
    assert starts_curl(f"curl {text}") and all(c.line < c.end for c in found)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["curl x.y\n", "curl '", "\\\n", " -d a=b", "\n -H", "'a'", "$ "])
def test_time_grows_with_the_text(part: str):
    start = time.process_time()
    list(commands("curl x.y " + part * (400_000 // len(part))))
    assert time.process_time() - start < 10
