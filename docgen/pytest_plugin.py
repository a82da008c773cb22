"""The fixture `docgen_server` for the tests of those who use an SDK.

pytest loads it (entry point `pytest11`) in every run, so that it imports the server only when one is
requested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from docgen.mock.server import Served


@pytest.fixture(scope="session")
def docgen_server() -> Iterator[Callable[..., Served]]:
    """A factory of servers that answer as documented: `docgen_server(pages_dir, dialect=None)`.

    The result has `.url`, the base URL for a client; it listens on a free port of 127.0.0.1 until
        the session ends. The same folder and dialect give the same server.

            def test_a_lamp(docgen_server):
                with Client(base_url=docgen_server("docs/api").url) as client:
                    assert client.lamps["l1"].get().color == "warm"

        A request like a documented one gets the documented response, another one of a documented
        operation the nearest sample; an unknown path is 404, content that does not fit 400,
        `If-Match: "stale"` 412. With the header `X-Docgen-Fail: 429 2` (on a client, say) two equal
        requests fail before the third is answered.
    """
    running: dict[tuple[Path, str | None], Served] = {}
    one_at_a_time = Lock()  # a test may have threads
    with ExitStack() as stack:

        def serve(pages_dir: str | Path, dialect: str | None = None) -> Served:
            try:
                from docgen.mock.server import serving
            except ImportError as error:
                pytest.fail(
                    f"{error}; install it with: pip install 'docgen-sdk[serve]'", pytrace=False
                )
            from docgen.driver.workspace import read_folder
            from docgen.project.usage import UsageError
            from docgen.reading.dialects.names import DialectError
            from docgen.verify.placeholders import with_values

            key = (Path(pages_dir).resolve(), dialect)
            with one_at_a_time:
                if key not in running:
                    try:
                        built = read_folder(key[0], dialect, name=key[0].name).built
                    except (UsageError, DialectError) as error:
                        pytest.fail(str(error), pytrace=False)
                    spec = with_values(built.spec, built.placeholders)
                    running[key] = stack.enter_context(serving(spec))
                return running[key]

        yield serve
