"""curl commands as documentation writes them, and those of HTTPie -> the requests that they send.

A fence's text enters; `Command`s leave, each with the request and where it ends. Quoting is the shell's (POSIX); options
are curl's, of which those that decide about the request are read and the others skipped. Nothing is run. HTTPie's are
read as what curl would send: https://httpie.io/docs/cli/request-items.

    http POST lamps.example/lamps X-Key:1 room==hall color=red size:=3 photo@lamp.png
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from docgen.records import Record
from docgen.syntax.form_content import URL_ENCODED, FormField, is_form, multipart
from docgen.syntax.http_message import METHODS, Message

# No variable: `$curl = ...`.
# "$ curl", "[linux]$ curl", "ada@desk:~$ curl"
_PROMPT = r"(?:\[[^\[\]\n]{1,40}\]|[\w.-]{1,40}@[\w.:~/-]{1,60})?[$>%][ \t]*"
_START = re.compile(rf"^[ \t]*(?!\$curl[ \t]*=)(?:{_PROMPT})?(curl[ \t])", re.MULTILINE)
# "http POST :8080/lamps color=red", "$ https lamps.example/lamps"
_HTTPIE = re.compile(
    rf"^[ \t]*(?:{_PROMPT})?(https?[ \t]+(?:--?[a-z][\w-]*(?:=\S*)?[ \t]+(?:[\w.]+:\S*[ \t]+)?){{0,5}}"
    rf"(?:(?:{'|'.join(METHODS)})[ \t]+)?['\"]?(?:https?://|:\d*/|localhost|[\w-]+(?:\.[\w-]+)+[:/]|/[\w{{]|\{{\{{?[\w.-]+\}}))",
    re.MULTILINE,
)
_GOES_ON = re.compile(r"[ \t]+-{1,2}[A-Za-z]|[ \t]+['\"]?https?://")
# Before Python 3.11.5 a possessive group takes the character at which it fails (gh-106052); an atomic one does not.
_COMMAND = re.compile(
    r"""(?>(?:[^'"\\\n]++|'[^']*+'|"(?:[^"\\]|\\.)*+"|\\.|\n(?=%s))*)""" % _GOES_ON.pattern,
    re.DOTALL,
)
_PIECE = re.compile(
    r"""\s++|(?P<bare>[^\s'"\\]++)|'(?P<single>[^']*+)'|"(?P<double>(?:[^"\\]|\\.)*+)"|\\(?P<escaped>.)|(?P<open>.)""",
    re.DOTALL,
)
_OF_FILE = re.compile(r"([A-Za-z_][\w.-]*)@(.+)\Z")  # "name@file"
_HOST = re.compile(r"(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:/|\Z)")
_ESCAPED = re.compile(r'\\(["\\])')
_LONGEST = 200_000
# Options that take a value, besides those that are read below; all others are flags.
_VALUED = frozenset(
    "-o --output --cacert --cert --key -b --cookie -c --cookie-jar -A --user-agent -e --referer -m --max-time"
    " --connect-timeout -w --write-out -x --proxy --resolve --retry -T --upload-file -E --capath --aws-sigv4".split()
)
_DATA = frozenset("-d --data --data-raw --data-binary --data-ascii --json --data-urlencode".split())
_SHORT_VALUED = frozenset("XHdFuobAemwxTEc")


_VALUED_OF_HTTPIE = frozenset(
    (
        "-a",
        "--auth",
        "-A",
        "--auth-type",
        "-s",
        "--style",
        "-o",
        "--output",
        "--timeout",
        "--session",
    )
)
# The separator of an item, after the name.
_ITEM = re.compile(r"((?:[^\\=:@]|\\.)+)(==|:=|=@|=|:|@)(.*)", re.DOTALL)
_STEP = re.compile(r"\[([^\[\]]*)\]")
_METHOD = re.compile("|".join(METHODS))


class Command(Record, frozen=True, kw_only=True):
    """One curl command."""

    message: Message  # its target as written; its body "" where a file holds it
    file: str = ""  # of `--data @payload.json`
    line: int  # of its first line, from 0
    end: int  # the line after its last one


@lru_cache(1024)  # several readers ask for the commands of each fence of a page
def commands(text: str) -> tuple[Command, ...]:
    """The curl commands of a fence, in order; one that no shell would take is left out."""
    if start := _start(text):
        return tuple(_commands(text[:_LONGEST], start))
    return ()


def _start(text: str) -> re.Pattern[str] | None:
    """What the commands of a fence begin with, None where it may have none."""
    return _START if "curl" in text else _HTTPIE if "http" in text else None


def received(output: str) -> str:
    """What a command prints, with the response alone where curl's `-v` shows all that is sent and received.

    "< HTTP/1.1 200 OK" is a line of the head of the response; "> GET /lamps HTTP/1.1" and "* Connected" are none of it.
    """
    if "< HTTP/" not in output:
        return output
    lines = output.split("\n")
    end = next((n for n, line in enumerate(lines) if line.rstrip() == "<"), len(lines))
    head = (line[1:].removeprefix(" ") if line[:1] == "<" else "" for line in lines[: end + 1])
    return "\n".join([*head, *lines[end + 1 :]])


def _commands(text: str, begin: re.Pattern[str]) -> Iterator[Command]:
    line = at = after = 0
    for start in begin.finditer(text):
        if start.start(1) < after:
            continue
        after = _end(text, start.start(1))
        line += text.count("\n", at, start.start(1))
        at = start.start(1)
        written = text[start.start(1) : after].replace("\\\n", " ")
        words = _words(written)
        if words is None:
            continue
        words = words if begin is _START else _as_curl(words)
        if command := _command(words, line, line + text.count("\n", at, after) + 1):
            yield command


@lru_cache(1024)
def starts_curl(text: str) -> bool:
    """Whether a fence holds a curl command, or one of HTTPie."""
    start = _start(text)
    return start is not None and start.search(text) is not None


def _end(text: str, start: int) -> int:
    """The offset at which the command ends: a line break that is neither quoted nor escaped, and that no line of options follows."""
    match = _COMMAND.match(text, start)
    end = match.end() if match else start
    # A quote that nothing closes.
    return len(text) if text[end : end + 1] in ("'", '"') else end


def _words(text: str) -> list[str] | None:
    """The words of a command, as `shlex.split` has them in a tenth of its time; None where a quote is not closed."""
    words: list[str] = []
    word: str | None = None
    for match in _PIECE.finditer(text):
        match match.lastgroup:
            case None:
                words += () if word is None else (word,)
                word = None
            case "open":
                return None
            case "double":
                quoted = match["double"]
                word = (word or "") + (_ESCAPED.sub(r"\1", quoted) if "\\" in quoted else quoted)
            case group:
                word = (word or "") + match[group]
    return words if word is None else [*words, word]


def _command(words: list[str], line: int, end: int) -> Command | None:
    method, url, file = "", "", ""
    headers: list[tuple[str, str]] = []
    data: list[str] = []
    form: list[str] = []
    is_get = is_head = False
    rest = iter(words[1:])
    for word in rest:
        option, glued = word, None
        if word.startswith("--") and "=" in word:
            option, _, glued = word.partition("=")
        elif word[:1] == "-" and word[1:2] in _SHORT_VALUED and len(word) > 2:
            option, glued = word[:2], word[2:]
        if option in ("-X", "--request"):
            method = (glued if glued is not None else next(rest, "")).upper()
        elif option in ("-H", "--header"):
            name, _, value = (glued if glued is not None else next(rest, "")).partition(":")
            headers.append((name.strip(), value.strip()))
        elif option in _DATA:
            value = glued if glued is not None else next(rest, "")
            file = value[1:] if value.startswith("@") else file
            if option == "--data-urlencode" and (of_file := _OF_FILE.match(value)):
                value = f"{of_file[1]}=@{of_file[2]}"
            data += [] if value.startswith("@") else [value]
        elif option in ("-F", "--form", "--form-string"):
            form.append(glued if glued is not None else next(rest, ""))
        elif option == "--url":
            url = glued if glued is not None else next(rest, "")
        elif option in ("-u", "--user") or option in _VALUED:
            _ = glued if glued is not None else next(rest, "")
        elif option in ("-G", "--get"):
            is_get = True
        elif option in ("-I", "--head"):
            is_head = True
        elif not word.startswith("-") and not url and re.search(r"[/.:{$]", word):
            url = word
    if not url or url.startswith("..."):
        return None
    if _HOST.match(url):
        url = f"http://{url}"  # as curl has it
    body = "" if is_get else "&".join(data)
    if is_get and data:
        url += ("&" if "?" in url else "?") + "&".join(data)
    method = method or (
        "HEAD" if is_head else "POST" if (data or form or file) and not is_get else "GET"
    )
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        is_json = body.lstrip()[:1] in ("{", "[")
        headers.append(("Content-Type", "application/json" if is_json else URL_ENCODED))
    if form and not body:
        # The boundary is curl's, whatever a header says.
        headers = [(n, v) for n, v in headers if n.lower() != "content-type" or not is_form(v)]
        media_type, body = multipart(map(_form_field, form))
        headers.append(("Content-Type", media_type))
    message = Message(method=method, target=url, headers=tuple(headers), body=body.strip())
    return Command(message=message, file=file, line=line, end=end)


def _form_field(text: str) -> FormField:
    """The field of `-F name=value`: after `@` a file, after `<` the text of one; `<token>` is a placeholder."""
    name, _, value = text.partition("=")
    if value[:1] == "@":
        return FormField(name, "", value[1:].partition(";")[0] or "file")
    is_of_file = value[:1] == "<" and value[-1:] != ">"
    return FormField(name, "" if is_of_file else value)


def _as_curl(words: Sequence[str]) -> list[str]:
    """The words of a curl command that sends what these words of `http` or `https` send."""
    scheme, sent, is_form, plain = words[0], ["curl"], False, list[str]()
    rest = iter(words[1:])
    for word in rest:
        option, _, glued = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in ("-f", "--form", "--multipart"):
            is_form = True
        elif option in _VALUED_OF_HTTPIE:
            value = glued or next(rest, "")
            sent += ["-u", value] if option in ("-a", "--auth") else []
        elif not word.startswith("-") or plain:
            plain.append(word)
    method = plain.pop(0).upper() if plain and _METHOD.fullmatch(plain[0].upper()) else ""
    url = _url(plain.pop(0), scheme) if plain else ""
    content: dict[str, Any] = {}
    query: list[str] = []
    form: list[str] = []
    for item in filter(None, map(_ITEM.fullmatch, plain)):
        name, separator, value = item[1].replace("\\", ""), item[2], item[3]
        match separator:
            case "==":
                query.append(f"{name}={value}")
            case ":":
                sent += ["-H", f"{name}: {value}"]
            case "@":
                form.append(f"{name}=@{value}")
            case _ if is_form:
                form.append(f"{name}={value}")
            case _:
                _put(content, name, _value(value) if separator == ":=" else value)
    has_file = any("=@" in field for field in form)
    sent += [word for field in form for word in ("-F" if has_file else "-d", field)]
    if content and not form:
        sent += [
            "-H",
            "Content-Type: application/json",
            "-d",
            json.dumps(content, ensure_ascii=False),
        ]
    url += "".join(("&" if n or "?" in url else "?") + pair for n, pair in enumerate(query))
    return [*sent, *(("-X", method) if method else ()), url]


def _url(text: str, scheme: str) -> str:
    """The URL: ":8080/lamps" and "/lamps" are of this computer; a placeholder is as it is."""
    if "://" in text or text.startswith("{"):
        return text
    return f"{scheme}://{'localhost' if text[:1] in (':', '/') else ''}{text}"


def _value(text: str) -> Any:
    """A value of JSON; a text where it is none, as a placeholder is not."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _put(content: dict[str, Any], name: str, value: Any) -> None:
    """Puts a value at a name such as "size[width]"; of "tags[]" in an array."""
    steps = [name.partition("[")[0], *_STEP.findall(name)]
    for step, below in zip(steps, steps[1:]):
        inner = content.setdefault(step, [] if below == "" else {})
        if isinstance(inner, list):
            inner.append(value)
            return
        if not isinstance(inner, dict):
            return
        content = inner
    content[steps[-1]] = value
