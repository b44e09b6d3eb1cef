"""Settings: ``config/newsdesk.yaml`` and the environment, as one frozen value. Every problem is reported at once."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError
from pydantic_core import ErrorDetails

import bot
from bot.bounded_yaml import Loader, excess
from bot.domain.ages import NEWS
from bot.domain.errors import SettingsError, cause_of

_WHICH_FILE = "NEWSDESK_CONFIG names the file to read; without it, that is config/newsdesk.yaml."
_PACKAGE = Path(bot.__file__).parent
_Seconds = Annotated[int, Field(le=86_400)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _host(value: str) -> str:
    """One of ``library.allowed_hosts``, if it is a host or a network."""
    from bot.sources.networks import as_host  # what reads articles is slow to import

    as_host(value)
    return value


def _outlets(value: Mapping[str, str]) -> Mapping[str, str]:
    """``library.outlets``, if each key is a bare host and each value a name; without "www.", in lower case."""
    for host, name in value.items():
        if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host):
            raise ValueError(f"{host!r} is no host, such as gazette.example")
        if not name.strip():
            raise ValueError(f"{host}: a name was expected")
    return {host.lower().removeprefix("www."): " ".join(name.split()) for host, name in value.items()}


class Library(_Section):
    """Where articles come from (the intervals are in seconds), how many processes analyse them (None: one for each
    core), and how long they are kept (days; None: for ever).
    """

    folders: tuple[Path, ...] = (Path("seeds"),)
    feeds: tuple[HttpUrl, ...] = ()
    allowed_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    remove_deleted: bool = False
    processes: Annotated[int, Field(ge=1, le=64)] | None = None
    outlets: Annotated[Mapping[str, str], AfterValidator(_outlets)] = Field(default_factory=dict)
    look_every: Annotated[_Seconds, Field(ge=1)] = 60
    feeds_every: Annotated[_Seconds, Field(ge=60)] = 900
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None


class Storage(_Section):
    """The SQLite file for when ``DATABASE_URL`` is not set; how many connections one process may open."""

    file: Path = Path("data/newsdesk.sqlite")
    connections: Annotated[int, Field(ge=2, le=50)] = 10


class Index(_Section):
    """Where the index is mapped from; None keeps it in memory."""

    directory: Path | None = None


class Nlp(_Section):
    """The word lists and the spaCy pipeline to read with."""

    lexicon: Path | None = None
    model: str | None = None


class Answers(_Section):
    """How long a page of an answer is."""

    page_size: Annotated[int, Field(ge=1, le=10)] = 5


class Digests(_Section):
    """How late a digest may be posted (hours), how many stories it lists, how long its record is kept (days); how old
    an article may be when it comes in to be news (days), None: of any age.
    """

    late_hours: Annotated[int, Field(ge=1, le=24)] = 12
    most_stories: Annotated[int, Field(ge=1, le=15)] = 8
    log_days: Annotated[int, Field(ge=31, le=3650)] = 90
    news_days: Annotated[int, Field(ge=1, le=36_500)] | None = NEWS.days


def _feeds_by(value: str) -> str:
    """Who keeps feeds, if it is one of the words or could be a channel's id."""
    if value in {"admins", "members"} or re.fullmatch(r"[CG][A-Z0-9]{2,30}", value):
        return value
    raise ValueError("admins, members or a channel's id (such as C024BE7LH) was expected")


class Workspaces(_Section):
    """How long the data of a workspace that has removed the app is kept (days; 0: not at all); who keeps its feeds."""

    keep_days: Annotated[int, Field(ge=0, le=3650)] = 30
    feeds_by: Annotated[str, AfterValidator(_feeds_by)] = "admins"


class Web(_Section):
    """The address to listen on; the port comes from ``PORT``. Metrics can have an address of their own."""

    host: str = "0.0.0.0"  # noqa: S104 - a web process behind a platform's router must listen on all
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = None


class Log(_Section):
    """How much is logged."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class _File(_Section):
    library: Library = Library()
    storage: Storage = Storage()
    index: Index = Index()
    nlp: Nlp = Nlp()
    answers: Answers = Answers()
    digests: Digests = Digests()
    workspaces: Workspaces = Workspaces()
    web: Web = Web()
    log: Log = Log()


def _keys(value: SecretStr) -> SecretStr:
    """``NEWSDESK_KEYS``, if a vault can be made of it."""
    from bot.storage.vault import vault  # most commands need no cryptography

    try:
        vault(value.get_secret_value())
    except SettingsError as e:
        raise ValueError("; ".join(e.problems)) from None
    return value


class Environment(BaseModel):
    """What comes from the environment only; an empty variable counts as not set."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: HttpUrl | None = None
    newsdesk_keys: Annotated[SecretStr, AfterValidator(_keys)] | None = None
    newsdesk_metrics_token: SecretStr | None = None
    database_url: SecretStr | None = None
    port: Annotated[int, Field(ge=1, le=65_535)] = 3000


class Settings(_File):
    """All settings, with every path absolute. Secrets are masked in ``repr``."""

    source: Path
    """The file that was read."""
    environment: Environment

    @property
    def database_url(self) -> str:
        """The address of the store: ``DATABASE_URL`` or the SQLite file."""
        url = self.environment.database_url
        return url.get_secret_value() if url else f"sqlite:///{self.storage.file}"

    @property
    def uses_oauth(self) -> bool:
        """Whether many workspaces may install the app."""
        return bool(self.environment.slack_client_id and self.environment.slack_client_secret)


def load(environ: Mapping[str, str], folder: Path) -> Settings:
    """The settings for a process started in ``folder``.

    The file is ``NEWSDESK_CONFIG``, else ``config/newsdesk.yaml`` under ``folder``, else the one in the package.

    Raises:
        SettingsError: naming every unknown key and bad value with its line, and the nearest valid key.
    """
    path = _config_file(environ, folder)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError([f"can't be read: {cause_of(e)}"], str(path), hint=_WHICH_FILE) from e
    file, problems = _parse(text)
    environment, more = _environment(environ)
    if problems or more or file is None or environment is None:
        raise SettingsError([*problems, *more], str(path) if problems else "the environment")
    return _absolute(file, path, folder, environment)


def _config_file(environ: Mapping[str, str], folder: Path) -> Path:
    if named := environ.get("NEWSDESK_CONFIG"):
        return folder / named
    local = folder / "config" / "newsdesk.yaml"
    return local if local.exists() or not _packaged().exists() else _packaged()


def _packaged() -> Path:
    """The wheel carries the default file beside the code; a checkout has it in config/."""
    inside = _PACKAGE / "newsdesk.yaml"
    return inside if inside.exists() else _PACKAGE.parent / "config" / "newsdesk.yaml"


def _absolute(file: _File, path: Path, folder: Path, environment: Environment) -> Settings:
    project = path.resolve().parent
    project = project.parent if project.name == "config" else project
    # Data never lands inside an installed package: there, it goes where the command was started.
    home = folder.resolve() if path == _PACKAGE / "newsdesk.yaml" else project
    values = file.model_dump()
    folders = tuple(_path(project, each) for each in file.library.folders)
    if "folders" not in file.library.model_fields_set:
        # A file of one's own that names none need not have the seeds beside it.
        folders = tuple(folder for folder in folders if folder.exists())
    values["library"]["folders"] = folders
    values["storage"]["file"] = _path(home, file.storage.file)
    for section, key in (("index", "directory"), ("nlp", "lexicon")):
        if values[section][key] is not None:
            values[section][key] = _path(home, values[section][key])
    return Settings(**values, source=path, environment=environment)


def _path(start: Path, named: Path) -> Path:
    return Path(os.path.normpath(start / named))


def _parse(text: str) -> tuple[_File | None, list[str]]:
    """The file's settings, or the problems with them."""
    try:
        if too_much := excess(text):
            return None, [too_much]
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as e:
        line = e.problem_mark.line + 1 if e.problem_mark else 1
        return None, [f"line {line}: not YAML: {e.problem or e}"]
    except yaml.YAMLError as e:
        return None, [f"not YAML: {' '.join(str(e).split())}"]
    if data is None:
        return _File(), []
    if not isinstance(data, dict):
        return None, ["line 1: a mapping of sections was expected, such as library:"]
    found = list(_lines(root, ()))
    lines = dict(found)
    if twice := _twice(found):
        return None, [f"line {lines[path]}: {'.'.join(map(str, path))} stands here twice" for path in twice]
    # An empty section ("nlp:" with every key commented out) means its defaults.
    data = {key: {} if value is None and key in _File.model_fields else value for key, value in data.items()}
    try:
        return _File.model_validate(data), []
    except ValidationError as e:
        told = [_told(error, lines) for error in e.errors(include_url=False)]
        return None, [problem for _, problem in sorted(told, key=lambda each: each[0])]


def _lines(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """(path, line from 1) of every key and list item below ``node``."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark.line + 1
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield (*path, place), item.start_mark.line + 1
            yield from _lines(item, (*path, place))


def _twice(found: Iterable[tuple[tuple[str | int, ...], int]]) -> list[tuple[str | int, ...]]:
    """The keys that stand in the file more than once: YAML would silently keep the last."""
    return [path for path, times in Counter(path for path, _ in found).items() if times > 1]


def _told(error: ErrorDetails, lines: Mapping[tuple[str | int, ...], int]) -> tuple[int, str]:
    """The line of a mistake, and the mistake in words."""
    path = error["loc"]
    known = next((path[:size] for size in range(len(path), 0, -1) if path[:size] in lines), None)
    line = lines[known] if known else 0
    where = f"line {line}: " if line else ""
    name = ".".join(str(part) for part in path)
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), valid := _keys_beside(path), n=1, cutoff=0.5)
        meant = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(valid)}"
        return line, f"{where}unknown key {name!r}, {meant}"
    return line, f"{where}{name}: {_in_words(error)}"


def _in_words(error: ErrorDetails) -> str:
    """What is wrong with a value, for who wrote it."""
    context = error.get("ctx", {})
    match error["type"]:
        case "int_type" | "int_parsing" | "int_from_float":
            return "a whole number was expected"
        case "greater_than_equal":
            return f"at least {context['ge']} was expected"
        case "less_than_equal":
            return f"at most {context['le']} was expected"
        case "literal_error":
            return f"one of these was expected: {str(context['expected']).replace(chr(39), '')}"
        case "value_error":
            return str(context["error"])
        case "string_type" | "path_type":
            return "a text was expected; put quotation marks around it"
        case "tuple_type" | "list_type":
            return "a list was expected, such as [one, two]"
        case "model_type" | "model_attributes_type":
            return "keys were expected below it, each with a value"
        case kind if kind.startswith("url_"):
            return "an address was expected that begins with http:// or https://"
        case _:
            pass
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}"


def _keys_beside(path: tuple[str | int, ...]) -> list[str]:
    model: type[BaseModel] = _File
    for part in path[:-1]:
        annotation = model.model_fields[str(part)].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)


def _environment(environ: Mapping[str, str]) -> tuple[Environment | None, list[str]]:
    given = {name: environ[name.upper()] for name in Environment.model_fields if environ.get(name.upper())}
    try:
        return Environment.model_validate(given), []
    except ValidationError as e:
        # The value is left out on purpose: it may be a secret.
        return None, [f"{str(error['loc'][0]).upper()}: {_in_words(error)}" for error in e.errors(include_url=False)]
