"""The frame holds together: locks, version, changelog, Procfile."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.testing import CliRunner

import bot
from bot.cli.main import app

PROJECT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
_PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?:\s*;[^\\]*)?\s*\\\n(?P<rest>(?:^[ ].*\n?)+)", re.MULTILINE
)


def group(name: str) -> list[Requirement]:
    found: list[Requirement] = []
    for entry in PYPROJECT["dependency-groups"][name]:
        found += [Requirement(entry)] if isinstance(entry, str) else group(entry["include-group"])
    return found


def locked(name: str) -> dict[str, list[re.Match[str]]]:
    pins: dict[str, list[re.Match[str]]] = {}
    for match in _PIN.finditer((PROJECT / name).read_text(encoding="utf-8")):
        pins.setdefault(match["name"], []).append(match)
    return pins


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", "install"), ("requirements-dev.lock", "dev")])
def test_a_lock_is_what_pyproject_asks_for(lock: str, extra: str) -> None:
    """If this fails after a change to pyproject.toml: make lock."""
    pins = locked(lock)
    wanted = [*map(Requirement, PYPROJECT["project"]["dependencies"]), *group(extra)]
    for requirement in wanted:
        for pin in pins[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(pin["version"]), f"{requirement} but {pin['version']} in {lock}"
    direct = {name for name, found in pins.items() if any("(pyproject.toml" in pin["rest"] for pin in found)}
    assert direct == {canonicalize_name(requirement.name) for requirement in wanted}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_its_hashes_and_no_host_is_named(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert len(re.findall(r"^\S+==", text, re.MULTILINE)) == sum(map(len, locked(lock).values()))
    assert all("--hash=sha256:" in pin["rest"] for pins in locked(lock).values() for pin in pins)


def test_the_changelog_tells_of_this_version() -> None:
    newest = re.search(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == bot.__version__


def test_the_procfile_names_commands_that_exist() -> None:
    for line in (PROJECT / "Procfile").read_text(encoding="utf-8").splitlines():
        program, *words = line.split(": ", 1)[1].split()
        assert program == "newsdesk"
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0
