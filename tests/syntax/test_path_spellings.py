"""The spellings of a request's target."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from docgen.syntax.path_spellings import targets


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("/lamps/:id", ["/lamps/{id}"]),
        ("/lamps/:id.json", ["/lamps/{id}.json"]),
        ("/lamps/{id}", ["/lamps/{id}"]),
        ("/lamps/{{id}}", ["/lamps/{id}"]),
        ("/lamps/#{id}", ["/lamps/{id}"]),
        (r"/lamps/\{id\}", ["/lamps/{id}"]),
        ("/lamps/<id>", ["/lamps/{id}"]),
        ("/lamps/<lamp ID>", ["/lamps/{lamp_ID}"]),
        ("/lamps/%7Bid%7D", ["/lamps/{id}"]),
        ("/lamps/&lt;id&gt;", ["/lamps/{id}"]),
        ("/lamps/[id]", ["/lamps/{id}"]),
        ("/lamps/[{lamp.id}](/reference#lamp)", ["/lamps/{lamp_id}"]),
        ("/lamps/(id or name)", ["/lamps/{id}"]),
        ("/lamps/$ID", ["/lamps/{ID}"]),
        ("/lamps/LAMP_ID", ["/lamps/{LAMP_ID}"]),
        ("/files/*path", ["/files/{path}"]),
        ("/rooms/1/lamps/2.json", ["/rooms/{room_id}/lamps/{lamp_id}.json"]),
        ("/lamps/0b9c6f3e-1111-2222-3333-0123456789ab", ["/lamps/{lamp_id}"]),
        ("/groups/:id/members/:id", ["/groups/{id}/members/{member_id}"]),
        ("/logs(/:page)", ["/logs", "/logs/{page}"]),
        ("/logs/:page?", ["/logs", "/logs/{page}"]),
        ("", []),
        ("{REDIRECT_URL}?id=1", []),
        ("/rooms/<room>[/<event>]", ["/rooms/{room}", "/rooms/{room}/{event}"]),
        ("/logs/<index?>", ["/logs", "/logs/{index}"]),
        ("/archive[.format]", ["/archive"]),
        ("/lamps/(dim|bright)", ["/lamps/dim", "/lamps/bright"]),
        ("lamps/:id/", ["/lamps/{id}"]),
        ("/lamps/@me", ["/lamps/@me"]),
        ("/rooms/-/lamps", ["/rooms/-/lamps"]),
        ("/lamps/{id}#top", ["/lamps/{id}"]),
        ("/lamps/a b", []),
    ],
)
def test_paths(written: str, paths: list[str]):
    assert sorted(target.path for target in targets(written)) == sorted(paths)


@pytest.mark.parametrize(
    ("written", "server", "path", "query"),
    [
        ("https://lamps.example/v1/lamps", "https://lamps.example", "/v1/lamps", ()),
        ("//lamps.example/lamps", "//lamps.example", "/lamps", ()),
        ("{base_url}/lamps", "{base_url}", "/lamps", ()),
        ("/lamps?color=red&size=", "", "/lamps", ("color", "size")),
        ("/lamps?color={color}", "", "/lamps", ("color",)),
        ("/lamps?color=<color>&<params>", "", "/lamps", ("color",)),
    ],
)
def test_server_and_query(written: str, server: str, path: str, query: tuple[str, ...]):
    (target,) = targets(written)
    assert (target.server, target.path, target.query) == (server, path, query)


@given(st.text(alphabet="/:{}<>[]()|?&=#.*$\\%-_aZ1 é", max_size=80) | st.text(max_size=80))
def test_any_text_is_read(written: str):
    assert len(targets(written)) <= 16


@pytest.mark.parametrize("part", ["/:a", "{", "[/", "(a|", "<a", "(/a)", "?", "\\", "&lt;", "1/"])
def test_a_long_target_takes_no_longer_than_the_longest(part: str):
    start = time.process_time()
    targets(part * 200_000)
    assert time.process_time() - start < 10
