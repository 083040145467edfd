"""What joins a store's ports to its adapters, and the folder of a run where it takes the store's place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from feedback2req.wiring import PARSER, make_reader

# nothing heavy is imported here: a command answers --help before models and linear algebra are loaded
if TYPE_CHECKING:
    from collections.abc import Callable

    from feedback2req.adapters.store.doctor import Finding
    from feedback2req.adapters.store.store import SqlStore
    from feedback2req.domain.feedback import Feedback
    from feedback2req.pipeline import Tools
    from feedback2req.ports import BacklogSource, Progress
    from feedback2req.service.importing import ImportResult
    from feedback2req.store_ports import Answers, Cache, Store


def open_store(url: str | None, *, make: bool = False, on_made: Callable[[str], None] = lambda _: None) -> SqlStore:
    """A store whose schema is this program's; `url` is that of the environment if not given.

    Parameters
    ----------
    make : bool
        Make a SQLite file that is not there; `on_made` is told its place.

    Raises
    ------
    WrongUsage
        If the URL is missing or none.
    StoreNotUsable
        If the store cannot be reached, or has another schema.
    """
    from feedback2req.adapters.store.database import Database
    from feedback2req.adapters.store.store import SqlStore
    from feedback2req.settings import store_url

    database = Database(store_url(url))
    if not make:
        database.check()
    else:
        from feedback2req.adapters.store.migrate import ready

        if ready(database):
            on_made(database.place)
    return SqlStore(database)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The answers of a place, and what lets go of it."""

    answers: Answers
    close: Callable[[], None]


def make_answers(store: str | None, folder: Path | None, product: str | None = None) -> Published:
    """What was published in a store, or in the folder of a run; the store of the environment if neither is named.

    Raises
    ------
    WrongUsage
        If both are named, or no product is where there are several.
    StoreNotUsable
        If the store cannot be reached.
    """
    _one_place(store, folder)
    if folder is not None:
        from feedback2req.adapters.readers.folder_answers import FolderAnswers

        return Published(answers=FolderAnswers(folder), close=lambda: None)
    opened = open_store(store)
    return Published(answers=opened.answers.answers(product or only_product(opened)), close=opened.close)


def _one_place(store: str | None, folder: Path | None) -> None:
    from feedback2req.errors import WrongUsage

    if folder is not None and store is not None:
        raise WrongUsage("both --store and --from are given", remedy="name one place")


def only_product(store: Store) -> str:
    """The product that is meant when none is named: the only one, else the default one.

    Raises
    ------
    WrongUsage
        If there are several, and none is the default one.
    """
    from feedback2req.domain.printable import printable
    from feedback2req.errors import WrongUsage
    from feedback2req.stages.clean import DEFAULT_PRODUCT

    names = store.items.products()
    if len(names) < 2 or DEFAULT_PRODUCT in names:
        return DEFAULT_PRODUCT if DEFAULT_PRODUCT in names or not names else names[0]
    listed = ", ".join(printable(name, 40) for name in names[:8])
    raise WrongUsage("the store holds several products", where=listed, remedy="name one of them: --product NAME")


def csv_document(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in which no cell is a formula."""
    from feedback2req.adapters.exporters.targets.csv_text import csv_document as document

    return document(header, rows)


def cached(tools: Tools, cache: Cache) -> Tools:
    """The same models, asked only for what the cache does not know."""
    from importlib.metadata import version

    from feedback2req.adapters.caching.ports import CachedEncoder, CachedParser, CachedReader
    from feedback2req.adapters.models.folders import manifest_digest, model_folder

    told = tools.progress.advance
    spacy = f"{manifest_digest(model_folder(PARSER))} spacy {version('spacy')}"
    return replace(
        tools,
        parser=CachedParser(tools.parser, cache, version=spacy, on_done=told),
        reader=CachedReader(tools.reader, cache, on_done=told),
        encoder=CachedEncoder(tools.encoder, cache, on_done=told),
    )


def import_files(
    paths: Sequence[Path],
    progress: Progress,
    *,
    store: str | None,
    on_read: Callable[[Feedback], None],
    on_made: Callable[[str], None],
    product: str | None = None,
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
    profile: Path | None = None,
) -> ImportResult:
    """Take exports into a store; a store that is not there is made, once the input has proved readable."""
    from feedback2req import __version__
    from feedback2req.adapters.models.language import Py3LangIdentifier
    from feedback2req.adapters.models.masker import PatternMasker
    from feedback2req.domain.identity import digest
    from feedback2req.service.importing import import_files as take_in
    from feedback2req.stages.clean import DEFAULT_PRODUCT

    reader = make_reader(columns=columns, source=source, profile=profile)
    with ExitStack() as stack:
        return take_in(
            paths,
            reader=reader,
            items=lambda: stack.enter_context(closing(open_store(store, make=True, on_made=on_made))).items,
            language=Py3LangIdentifier(),
            masker=PatternMasker(),
            progress=progress,
            on_read=on_read,
            product=product or DEFAULT_PRODUCT,
            named=product is not None,
            reading=digest(__version__, reader.told, product or ""),
        )


def make_backlog_source(store: str | None, folder: Path | None, product: str | None = None) -> BacklogSource:
    """The backlog that a run wrote to a folder, or that is published in a store.

    Raises
    ------
    WrongUsage
        If both are named, or no product is where there are several.
    StoreNotUsable
        If the store cannot be reached.
    """
    _one_place(store, folder)
    if folder is not None:
        from feedback2req.adapters.readers.run_folder import RunFolder

        return RunFolder(folder)
    from feedback2req.adapters.store.backlog import SqlBacklog

    opened = open_store(store)
    return SqlBacklog(opened.database, product or only_product(opened))


def migrate_store(url: str | None) -> tuple[Path | None, str]:
    """Bring a store up to date; the copy that was made before, and the schema that it has now."""
    from feedback2req.adapters.store.database import Database
    from feedback2req.adapters.store.migrate import migrate
    from feedback2req.adapters.store.schema import REVISION
    from feedback2req.settings import store_url

    with closing(Database(store_url(url))) as database:
        return migrate(database), REVISION


def backup_store(url: str | None, target: Path) -> None:
    """Copy a SQLite store while others use it.

    Raises
    ------
    WrongUsage
        If the store is no file.
    """
    from feedback2req.adapters.store.migrate import backup
    from feedback2req.errors import WrongUsage

    with closing(open_store(url)) as store:
        if store.database.path is None:
            raise WrongUsage("only a SQLite store is copied so", remedy="use pg_dump for a PostgreSQL store")
        backup(store.database.path, target)


def examine_store(url: str | None) -> list[Finding]:
    """What is wrong, or may go wrong, with a store."""
    from feedback2req.adapters.store.database import Database
    from feedback2req.adapters.store.doctor import examine
    from feedback2req.settings import store_url

    with closing(Database(store_url(url))) as database:
        return list(examine(database))
