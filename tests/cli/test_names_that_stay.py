"""Names of types that only samples show: docgen.lock remembers them, so that a sample less renames nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.main import main
from docgen.project.lock import Decided, LockError, lock_text, read_lock
from docgen.spec.remembered import Answered, Remembered

pytestmark = pytest.mark.slow

CONFIG = '[api.shop]\npages = "docs"\noutput = "src"\nspec = "spec.json"\n'


def section(id: str, sample: str) -> str:
    return f"## Work with {id}\n\n`{id}`\n\n```json\n{sample}\n```\n\n"


LAMP = section(
    "GET /lamps/{id}", '{"id": 7, "color": "red", "watts": 4, "owner": {"name": "Ada", "age": 36}}'
)
LAMPS = section("GET /lamps", '{"lamps": [{"id": 7, "color": "red", "watts": 4}], "total": 1}')
# By the rules it is a Lamp, as the one above; without that, a ShopLamp, as "/lamps/{id}" has the plain name.
OF_SHOP = section("GET /shops/{id}/lamps", '[{"id": 7, "color": "red", "watts": 4, "price": 9}]')
ROOM = section("GET /rooms/{id}", '{"floor": 1, "owner": {"name": "Bob", "age": 40, "since": 1}}')
ALL = {"lamp": LAMP, "lamps": LAMPS, "of_shop": OF_SHOP, "room": ROOM}


def without_sample(text: str) -> str:
    return text.partition("```")[0]


class Shop:
    """A folder of one page, and what docgen makes of its sections."""

    def write(self, **sections: str) -> None:
        text = "# Shop\n\n" + "".join({**ALL, **sections}.values())
        Path("docs/shop.md").write_text(text)

    def generate(self, **sections: str) -> dict[str, str]:
        """The named types of operations and properties, once the page has these sections."""
        self.write(**sections)
        assert main(["generate", "--no-cache"]) == 0
        assert main(["check", "--no-cache"]) == 0, "a second run changes nothing"
        return self.types()

    def types(self) -> dict[str, str]:
        spec: dict[str, Any] = json.loads(Path("spec.json").read_text())
        found: dict[str, Any] = {}
        for o in spec["operations"]:
            content = o["responses"][0].get("content", [{}])[0]
            found[f"{o['method']} {o['path']}"] = content.get("type", "")
        for t in spec["types"]:
            found |= {f"{t['name'][4:]}.{p['name']}": p["type"] for p in t.get("properties", ())}
        named = {at: use["array"] if isinstance(use, dict) else use for at, use in found.items()}
        return {at: use[4:] for at, use in named.items() if str(use).startswith("api.")}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docgen.toml").write_text(CONFIG)
    return Shop()


def names() -> dict[str, str]:
    """The names in docgen.lock."""
    return json.loads(Path("docgen.lock").read_text())["apis"]["src/shop"]["names"]


def files() -> dict[str, bytes]:
    paths = [Path("spec.json"), *Path("src").rglob("*")]
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def test_docgen_lock_has_a_line_for_each_operation_and_property(shop: Shop):
    shop.generate()
    assert names() == {
        "GET /lamps": "Lamp LampList /lamps",
        "GET /lamps/{id}": "Lamp",
        "GET /rooms/{id}": "Room",
        "GET /shops/{id}/lamps": "Lamp",
        "Lamp.owner": "Owner",
        "Room.owner": "RoomOwner",
    }


def test_a_sample_less_renames_nothing_and_added_back_it_gives_the_same_bytes(shop: Shop):
    before = shop.generate()
    assert before["GET /shops/{id}/lamps"] == "Lamp" and before["Room.owner"] == "RoomOwner"
    whole = files()
    after = shop.generate(lamp=without_sample(LAMP), lamps=without_sample(LAMPS))
    assert after["GET /shops/{id}/lamps"] == "Lamp"
    assert after["Room.owner"] == "RoomOwner"
    shop.generate()
    assert files() == whole


def test_without_the_lock_the_rules_give_other_names(shop: Shop):
    shop.generate()
    Path("docgen.lock").unlink()
    after = shop.generate(lamp=without_sample(LAMP), lamps=without_sample(LAMPS))
    assert after["Room.owner"] == "Owner"


def test_a_section_less_renames_nothing_and_added_back_it_gives_the_same_bytes(shop: Shop):
    before = shop.generate()
    whole = files()
    after = shop.generate(lamp="")
    assert after == {at: name for at, name in before.items() if at in after}
    shop.generate()
    assert files() == whole


def test_what_is_new_takes_no_name_of_another(shop: Shop):
    shop.generate(room="")
    # By the rules alone, the room is called so by its own path.
    shop.write(room=ROOM.replace("/rooms/{id}", "/owners/{id}"))
    assert main(["generate"]) == 0
    assert shop.types()["Lamp.owner"] == "Owner"
    assert shop.types()["GET /owners/{id}"] == "OwnerResponse"


def test_an_operation_whose_sample_is_of_something_else_is_of_another_type(shop: Shop):
    shop.generate()
    after = shop.generate(of_shop=section("GET /shops/{id}/lamps", '[{"job": 1, "state": "a"}]'))
    assert after["GET /shops/{id}/lamps"] == "ShopLamp"
    assert names()["GET /shops/{id}/lamps"] == "ShopLamp"


def test_a_key_of_an_envelope_stays_one(shop: Shop):
    of_three = {
        name: section(id, f'{{"data": {sample}}}')
        for name, id, sample in (
            ("lamp", "GET /lamps/{id}", '{"id": 7, "color": "red"}'),
            ("lamps", "GET /desks/{id}", '{"width": 7, "legs": 4}'),
            ("of_shop", "GET /keys/{id}", '{"pem": "x", "length": 4}'),
        )
    }
    assert shop.generate(**of_three)["GET /desks/{id}"] == "Desk"
    assert names()["GET /desks/{id}"] == "Desk /data"
    assert shop.generate(**of_three | {"lamp": ""})["GET /desks/{id}"] == "Desk"


def test_a_name_that_a_page_states_gives_way_with_a_finding(
    shop: Shop, capsys: pytest.CaptureFixture[str]
):
    shop.generate()
    table = "| Attribute | Type |\n|---|---|\n| brand | string |\n| price_paid | number |\n\n"
    stated = {"room": f"{ROOM}## Owner object\n\n{table}"}
    shop.write(**stated)
    capsys.readouterr()
    assert main(["lint"]) == 1
    assert "DG353: Owner is stated here" in capsys.readouterr().out
    after = shop.generate(**stated)
    assert after["Lamp.owner"] != "Owner" and after["Room.owner"] == "RoomOwner"
    assert main(["lint"]) == 0
    assert "DG353" not in capsys.readouterr().out, "the lock has the new name"


def test_a_line_of_the_lock_may_be_deleted_the_last_one_too(shop: Shop):
    shop.generate()
    shop.generate(lamp=without_sample(LAMP), lamps=without_sample(LAMPS))
    lock = Path("docgen.lock")
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if "Owner" not in line))
    assert main(["generate"]) == 0
    assert shop.types()["Room.owner"] == "Owner"


def test_every_command_sees_the_same_names(shop: Shop, capsys: pytest.CaptureFixture[str]):
    shop.generate()
    shop.generate(lamp=without_sample(LAMP), lamps=without_sample(LAMPS))
    capsys.readouterr()
    for command in (["export", "openapi"], ["report", "-o", "r.html"]):
        assert main(command) == 0
    text = capsys.readouterr().out + Path("r.html").read_text()
    assert "RoomOwner" in text
    assert main(["export", "openapi", "docs"]) == 0
    assert "RoomOwner" in capsys.readouterr().out, "docgen.toml has this folder"
    shutil.copytree("docs", "copy")
    assert main(["export", "openapi", "copy"]) == 0
    assert "RoomOwner" not in capsys.readouterr().out, "and no lock is about that one"


def test_each_side_of_a_comparison_has_its_own_lock(shop: Shop, capsys: pytest.CaptureFixture[str]):
    shop.generate()
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *command], check=True)  # fmt: skip
    lock = Path("docgen.lock")
    lock.write_text(lock.read_text().replace('"RoomOwner"', '"Landlord"'))
    capsys.readouterr()
    assert main(["diff", "HEAD"]) == 1
    assert "Landlord" in (text := capsys.readouterr().out) and "RoomOwner" in text


# the file


def test_both_sides_of_a_merge_conflict_are_remembered(
    shop: Shop, capsys: pytest.CaptureFixture[str]
):
    shop.generate()
    ours, lock = files(), Path("docgen.lock")
    text = lock.read_text()
    line = next(line for line in text.splitlines(keepends=True) if '"Lamp.owner"' in line)
    sides = (
        f"<<<<<<< HEAD\n{line}||||||| base\n=======\n{line.replace('Owner', 'Person')}>>>>>>> b\n"
    )
    lock.write_text(text.replace(line, sides))
    assert main(["check"]) == 2
    assert "is one of a merge conflict; run: docgen generate" in capsys.readouterr().err
    shop.generate()
    assert files() == ours


def test_a_lock_that_cannot_be_read_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]):
    shop.generate()
    Path("docgen.lock").write_text("{")
    assert main(["generate", "--no-cache"]) == 0
    assert "to keep that, restore the file" in capsys.readouterr().err


def test_a_run_that_ends_too_early_keeps_the_names(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    shop.generate()
    before = names()
    shop.write(lamp=without_sample(LAMP), lamps=without_sample(LAMPS))

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("docgen.driver.generate.replace_package", fails)
        assert main(["generate"]) != 0
    assert names() == before
    assert main(["check"]) == 1, "the lock has names, and no hashes"


@pytest.mark.parametrize(
    "place, name",
    [
        ("GET /lamps", "../../etc/passwd"),
        ("GET /lamps", "Lamp\nimport os"),
        ("GET /lamps", ""),
        ("GET /lamps", "A B C"),
        ("GET /lamps", 1),
        ("Lamp.owner", "a b"),
        ("Lamp.owner", "A" * 1000),
    ],
)
def test_what_is_no_name_is_refused(place: str, name: object):
    text = lock_text({"src/shop": Decided()}).replace('"names": {}', f'"names": {json.dumps({place: name})}')  # fmt: skip
    with pytest.raises(LockError, match="the name for .* is none"):
        read_lock(text)


def test_names_are_read_as_they_were_written():
    answers = {
        "GET /a.json": Answered(thing="A"),
        "GET /b": Answered(thing="B", path=("a/b c",)),
        "GET /c": Answered(thing="C", path=("a", "~"), around="CList"),
    }
    known = Remembered(answers=answers, parts={("A", "x.y z"): "B"})
    lock = {"src/shop": Decided(path_prefix="/v1", names=known)}
    assert read_lock(lock_text(lock)) == lock
