"""What joins a store's ports to its adapters, and the folder of a run where it takes the store's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from feedback2req.wiring import PARSER, make_publisher, make_reader, make_tools

# nothing heavy is imported here: a command answers --help before models and linear algebra are loaded
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from feedback2req.adapters.store.doctor import Finding
    from feedback2req.adapters.store.store import SqlStore
    from feedback2req.config import PipelineConfig
    from feedback2req.domain.feedback import Feedback
    from feedback2req.domain.review import Review
    from feedback2req.domain.taxonomy import GivenTheme
    from feedback2req.pipeline import Tools
    from feedback2req.ports import BacklogSource, Progress
    from feedback2req.service.changes import Moved
    from feedback2req.service.importing import ImportResult
    from feedback2req.service.rerank import RerankResult
    from feedback2req.service.review import ReviewDesk
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


@contextmanager
def what_moved(
    store: str | None, folder: Path | None, product: str | None, *, since: str | None = None, until: str | None = None
) -> Iterator[tuple[Moved, Answers]]:
    """What moved between two snapshots of a store, or to that of a folder; and the answers of the later one.

    Raises
    ------
    WrongUsage
        If a folder is asked about other snapshots than its own, or `since` is not older than `until`.
    InputNotUsable
        If there is no such snapshot.
    """
    from feedback2req.errors import WrongUsage
    from feedback2req.service.changes import Moved
    from feedback2req.service.changes import what_moved as compared

    if folder is None:
        with closing(open_store(store)) as opened:
            name = product or only_product(opened)
            moved = compared(opened, name, since=since, until=until)
            yield moved, opened.answers.answers(name, snapshot_id=moved.until.snapshot_id)
        return
    if since is not None or until is not None:
        raise WrongUsage(
            "a folder holds one snapshot, and what moved since the one before",
            remedy="name a store for other ones, or leave out --since and --until",
        )
    answers = make_answers(store, folder).answers
    yield Moved(since=None, until=answers.head(), n_steps=1, changes=answers.changes()), answers


def digest_document(moved: Moved, answers: Answers, form: str) -> bytes:
    """What moved as ``digest.md`` or ``digest.html`` has it; `form` is ``markdown`` or ``html``."""
    from feedback2req.adapters.exporters.digest import N_FIRST, digest_markdown, digest_of_records
    from feedback2req.adapters.report.digest import digest_html

    themes = answers.themes(top=N_FIRST)
    since = "" if moved.since is None or moved.n_steps == 1 else f"the snapshot of {moved.since.day_or_id}"
    digest = digest_of_records(moved.until, themes, moved.changes, since=since)
    return digest_html(digest) if form == "html" else digest_markdown(digest)


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


def rerank_store(
    product: str | None,
    progress: Progress,
    *,
    store: str | None,
    folder: Path | None = None,
    force: bool = False,
    full: bool = False,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    encoder: str | None = None,
    taxonomy: Sequence[GivenTheme] | None = None,
    run_info: Callable[[], Mapping[str, object]],
) -> RerankResult:
    """Publish the next snapshot of a product of a store, and write it to a folder where one is named."""
    from feedback2req.service.rerank import rerank

    with closing(open_store(store)) as opened:
        name = product or only_product(opened)
        return rerank(
            name,
            store=opened,
            tools=lambda: cached(make_tools(progress, encoder=encoder, keep_loaded=False), opened.cache(name)),
            progress=progress,
            run_info=run_info,
            publisher=make_publisher(folder, force=force) if folder is not None else None,
            full=full,
            as_of=as_of,
            config=config,
            taxonomy=taxonomy,
        )


@contextmanager
def review_desk(store: str | None, folder: Path | None, product: str | None = None) -> Iterator[ReviewDesk]:
    """Where a person decides: a store, or the folder of a run.

    Raises
    ------
    WrongUsage
        If both are named, or no product is where there are several.
    StoreNotUsable
        If the store cannot be reached.
    """
    _one_place(store, folder)
    if folder is not None:
        from feedback2req.adapters.decisions import FolderDecisions
        from feedback2req.adapters.readers.folder_answers import FolderAnswers
        from feedback2req.service.review import ReviewDesk

        kept = FolderDecisions(folder)
        # a folder does not keep the key of its pseudonyms: an author is named by pseudonym
        yield ReviewDesk(
            answers=lambda: FolderAnswers(folder), made=kept.reviews, add=kept.add, person=lambda name: name
        )
        return
    with closing(open_store(store)) as opened:
        yield desk_of(opened, product or only_product(opened))


def desk_of(store: Store, product: str) -> ReviewDesk:
    """Where a person decides about a product of an open store."""
    from feedback2req.domain.identity import person_of
    from feedback2req.service.review import ReviewDesk

    return ReviewDesk(
        answers=lambda: store.answers.answers(product),
        made=lambda: store.reviews.reviews(product),
        add=lambda reviews: store.reviews.add(product, reviews),
        person=lambda name: person_of(store.items.secret(), name),
    )


def read_decisions_file(path: Path) -> tuple[Review, ...]:
    """Decisions that a file holds."""
    from feedback2req.adapters.reviews_file import read_reviews

    return read_reviews(path)


def decisions_text(reviews: Sequence[Review]) -> bytes:
    """Decisions as a file that can live in git."""
    from feedback2req.adapters.reviews_file import reviews_text, together

    return reviews_text(together(reviews, ()))


def is_decisions_text(content: bytes) -> bool:
    """Whether a file with this content was written by this program."""
    from feedback2req.adapters.reviews_file import reviews_text

    head, _, _ = reviews_text(()).partition(b"\n")
    return content.startswith(head)


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
