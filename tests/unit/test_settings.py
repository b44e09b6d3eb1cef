"""Settings: what is read, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.domain.errors import SettingsError
from bot.settings import Settings, load

PROJECT = Path(__file__).parents[2]


def load_text(text: str, tmp_path: Path, **environ: str) -> Settings:
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / "newsdesk.yaml").write_text(text, encoding="utf-8")
    return load(environ, tmp_path)


def test_the_file_we_ship_states_the_defaults_and_names_every_key(tmp_path: Path) -> None:
    shipped = yaml.safe_load((PROJECT / "config" / "newsdesk.yaml").read_text(encoding="utf-8"))
    settings = load_text("", tmp_path)
    documented = {f"{section}.{key}" for section, keys in shipped.items() for key in keys}
    known = {
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        if section not in ("source", "environment")
        for key in getattr(field.annotation, "model_fields", {})
    }
    assert documented == known
    defaults = load({}, PROJECT).model_dump(exclude={"source", "environment", "library", "storage"})
    assert defaults == settings.model_dump(exclude={"source", "environment", "library", "storage"})


def test_paths_start_from_the_projects_folder(tmp_path: Path) -> None:
    settings = load_text("library: {folders: [news, /srv/news]}\nindex: {directory: data/index}", tmp_path)
    assert settings.library.folders == (tmp_path / "news", Path("/srv/news"))
    assert settings.index.directory == tmp_path / "data" / "index"
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'newsdesk.sqlite'}"


def test_the_environment_names_another_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("answers: {page_size: 2}", encoding="utf-8")
    assert load({"NEWSDESK_CONFIG": "mine.yaml"}, tmp_path).answers.page_size == 2


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 8)
)
"""Billion laughs: 400 bytes that stand for 100 million values."""
MERGED = "a0: &a0 {x: 1}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 10)}]}}\n" for level in range(1, 8)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("library:\n  folder: [x]", "line 2: unknown key 'library.folder', did you mean 'folders'?"),
        (
            "library:\n  allowed_hosts: [wiki.internal, http://wiki.internal/]",
            (
                "line 2: library.allowed_hosts.1: give a host's name, an IP address or a network, "
                "such as wiki.example.org or 10.1.0.0/16"
            ),
        ),
        ("libary: {}", "line 1: unknown key 'libary', did you mean 'library'?"),
        ("log:\n\n  level: loud", "line 3: log.level: one of these was expected: debug, info, warning or error"),
        ("storage:\n  connections: 1", "line 2: storage.connections: at least 2 was expected"),
        ("storage:\n  connections: 51", "line 2: storage.connections: at most 50 was expected"),
        ("storage:\n  connections: ten", "line 2: storage.connections: a whole number was expected"),
        ("answers:\n  page_size: 99", "line 2: answers.page_size: at most 10 was expected"),
        (
            "library:\n  feeds:\n    - ok\n",
            "line 3: library.feeds.0: an address was expected that begins with http:// or https://",
        ),
        ("web: 5", "line 1: web: keys were expected below it, each with a value"),
        ("answers:\n  page_size: many", "line 2: answers.page_size: a whole number was expected"),
        ("answers:\n  page_size: 2.5", "line 2: answers.page_size: a whole number was expected"),
        ("library:\n  look_every: 0", "line 2: library.look_every: at least 1 was expected"),
        ("library:\n  folders: news", "line 2: library.folders: a list was expected, such as [one, two]"),
        ("nlp:\n  model: 5", "line 2: nlp.model: a text was expected; put quotation marks around it"),
        ("library:\n  feeds: [ftp://a.example/x]", "line 2: library.feeds.0: an address was expected"),
        ("- a\n- b", "line 1: a mapping of sections was expected"),
        ("library: [", "line 1: not YAML: "),
        ("a: b: c", "line 1: not YAML: "),
        ("log: {}\nweb: {}\nlog: {}", "line 3: log stands here twice"),
        ("library: &x\n  folders: *x", "line 2: an alias (*) refers to itself"),
        ("library: {folders: " + "[" * 3_000, "line 1: lists and keys stand more than 20 deep in each other"),
        ("library:\n  " + "{a: " * 100_000, "line 2: lists and keys stand more than 20 deep in each other"),
        ("- " * 5_000, "line 1: lists and keys stand more than 20 deep in each other"),
        (BOMB, "line 5: more than 20,000 keys and values, with each alias (*) written out"),
        (MERGED, "line 5: more than 20,000 keys and values, with each alias (*) written out"),
        (f"web:\n  host: [{'x, ' * 30_000}]", "line 2: more than 20,000 keys and values"),
        (f"answers:\n  page_size: {'9' * 5_000}", "line 2: not YAML: this number, date or tag can't be read"),
        (f"answers:\n  page_size: -0x{'f' * 5_000}", "line 2: answers.page_size: at least 1 was expected"),
        ("log:\n  level: 2024-99-99", "line 2: not YAML: this number, date or tag can't be read"),
        ("log:\n  level: !!int many", "line 2: not YAML: this number, date or tag can't be read"),
        ("log:\n  level: !!bool perhaps", "line 2: not YAML: this number, date or tag can't be read"),
        ("log:\n  level: !!timestamp soon", "line 2: not YAML: this number, date or tag can't be read"),
        ("log:\n  level: !!python/object:os.system x", "line 2: not YAML: "),
        ("? [a]\n: b", "line 1: not YAML: "),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_key(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_text(text, tmp_path)
    assert any(problem.startswith(told) for problem in caught.value.problems), caught.value.problems


def test_an_alias_that_means_little_is_fine(tmp_path: Path) -> None:
    text = "library:\n  folders: &here [news, more]\nindex: {directory: null}\nlog: &log {level: debug}\n"
    assert load_text(text, tmp_path).log.level == "debug"
    assert load_text("library: {look_every: &n 100, feeds_every: *n}", tmp_path).library.feeds_every == 100
    assert load_text("log: {<<: &l {level: error}}", tmp_path).log.level == "error"


@pytest.mark.parametrize("port", ["9" * 5_000, "-1", "3e9", "٣٠٠٠٠٠٠", "²"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingsError, match="PORT: "):
        load_text("", tmp_path, PORT=port)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_text("log: {level: loud}\nanswer: {}", tmp_path, PORT="many", SLACK_API_URL="nowhere")
    assert len(caught.value.problems) == 4


def test_problems_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_text("logs: {}\nanswers: {page_size: 0}\nweb: {host: 5}\nlog: {level: loud}", tmp_path)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["line 1", "line 2", "line 3", "line 4"]


def test_a_secret_never_shows(tmp_path: Path) -> None:
    settings = load_text("", tmp_path, SLACK_BOT_TOKEN="xoxb-hushhush", DATABASE_URL="postgresql://u:hushhush@h/d")
    assert "hushhush" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load_text("", tmp_path, PORT="hushhush", SLACK_SIGNING_SECRET="hushhush")
    assert "hushhush" not in str(caught.value)


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert load_text("", tmp_path, DATABASE_URL="", PORT="").environment.port == 3000


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("gone.yaml", "there is no such file or folder"),
        ("folder", "it is a folder, not a file"),
        ("binary.yaml", "it is not UTF-8 text"),
    ],
)
def test_a_file_that_cant_be_read_is_told_in_words(tmp_path: Path, name: str, cause: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=cause) as caught:
        load({"NEWSDESK_CONFIG": name}, tmp_path)
    assert name in str(caught.value)
    assert "Errno" not in str(caught.value)


def test_a_number_in_the_environment_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORT: a whole number was expected"):
        load_text("", tmp_path, PORT="many")


def test_a_file_that_names_no_folder_needs_no_seeds_beside_it(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert load({"NEWSDESK_CONFIG": "empty.yaml"}, tmp_path).library.folders == ()
    (tmp_path / "seeds").mkdir()
    assert load({"NEWSDESK_CONFIG": "empty.yaml"}, tmp_path).library.folders == (tmp_path / "seeds",)
    (tmp_path / "named.yaml").write_text("library: {folders: [gone]}", encoding="utf-8")
    assert load({"NEWSDESK_CONFIG": "named.yaml"}, tmp_path).library.folders == (tmp_path / "gone",)


def test_paths_are_told_without_turns(tmp_path: Path) -> None:
    (tmp_path / "cfg").mkdir()
    (tmp_path / "cfg" / "a.yaml").write_text("storage: {file: ../x.sqlite}", encoding="utf-8")
    assert load({"NEWSDESK_CONFIG": "cfg/a.yaml"}, tmp_path).storage.file == tmp_path / "x.sqlite"
