"""The only file that joins ports to adapters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

# nothing heavy is imported here: a command answers --help before models and linear algebra are loaded
if TYPE_CHECKING:
    from collections.abc import Callable

    from feedback2req.adapters.exporters.folder import FolderPublisher
    from feedback2req.adapters.exporters.one_file import OneFile
    from feedback2req.adapters.llm.drafter import Call
    from feedback2req.adapters.llm.endpoint import Chat
    from feedback2req.adapters.progress import StageProgress
    from feedback2req.adapters.readers.reader import FileReader
    from feedback2req.config import PipelineConfig
    from feedback2req.domain.backlog import ExistingRequirement
    from feedback2req.domain.feedback import Feedback
    from feedback2req.domain.review import Review
    from feedback2req.domain.snapshot import Snapshot
    from feedback2req.domain.taxonomy import GivenTheme
    from feedback2req.pipeline import Tools
    from feedback2req.ports import BacklogExporter, Drafter, Encoder, Progress
    from feedback2req.service.lint import LintReport

DEFAULT_ENCODER = "bge-small-en-v1.5-int8"
PARSER = "en-core-web-sm"
STATEMENT_READER = "statement-reader-int8"


def make_reader(
    *, columns: Mapping[str, str] | None = None, source: str | None = None, profile: Path | None = None
) -> FileReader:
    """A reader of exports; what is given by hand goes before what the profile says."""
    from feedback2req.adapters.readers.profile import load_profile
    from feedback2req.adapters.readers.reader import FileReader

    saved = load_profile(profile) if profile is not None else None
    known = {**(saved.columns if saved else {}), **(columns or {})}
    return FileReader(columns=known, source=source or (saved.source if saved else None))


def make_progress(*, bars: bool = False, json_log: bool = False) -> StageProgress:
    """Timings of a run, shown when asked for."""
    from feedback2req.adapters.progress import StageProgress

    return StageProgress(bars=bars, json_log=json_log)


def make_tools(
    progress: Progress,
    *,
    encoder: str | None = None,
    drafter: Drafter | None = None,
    n_threads: int | None = None,
    keep_loaded: bool = True,
) -> Tools:
    """All models of a run; `encoder` is a folder or a name that sentence-transformers knows.

    `n_threads` is how many texts are in work at once: the usable cores if not given; answers do not depend on it.
    Without `keep_loaded` a model is in memory only while it works: a batch needs one after another, once.
    """
    from feedback2req.adapters.models.folders import model_folder
    from feedback2req.adapters.models.language import Py3LangIdentifier
    from feedback2req.adapters.models.masker import PatternMasker
    from feedback2req.adapters.models.spacy_parser import SpacyParser
    from feedback2req.adapters.models.statement_reader import TransformerReader
    from feedback2req.pipeline import Tools

    return Tools(
        parser=SpacyParser(
            model_folder(PARSER), on_done=progress.advance, n_processes=n_threads, keeps_loaded=keep_loaded
        ),
        language=Py3LangIdentifier(),
        masker=PatternMasker(),
        encoder=_encoder(encoder, progress, n_threads, keep_loaded),
        reader=TransformerReader(
            model_folder(STATEMENT_READER),
            on_done=progress.advance,
            n_threads=n_threads,
            keeps_loaded=keep_loaded,
        ),
        progress=progress,
        code_digest=_code_digest(),
        drafter=drafter,
    )


def make_drafter(config: Path, *, on_call: Callable[[Call], None] = lambda _: None) -> Drafter:
    """A language model as a drafter, as a file switches it on.

    Raises
    ------
    WrongUsage
        If the file is not usable, the key is not set, or the extra that it takes is not installed.
    """
    from feedback2req.errors import WrongUsage
    from feedback2req.settings import llm_settings

    settings = llm_settings(config)
    try:
        from feedback2req.adapters.llm.drafter import ChatDrafter
        from feedback2req.adapters.llm.endpoint import HttpChat
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise WrongUsage(
            "a language model was switched on, and httpx is not installed",
            remedy="install the extra: pip install 'feedback2req[llm]'",
        ) from error
    chat: Chat = HttpChat(settings.base_url, api_key=settings.api_key(), timeout_s=settings.timeout_s)
    if settings.cache is not None:
        from feedback2req.adapters.llm.cache import CachedChat

        chat = CachedChat(chat, settings.cache, base_url=settings.base_url)
    return ChatDrafter(
        chat, model=settings.model, products=settings.products, max_calls=settings.max_calls, on_call=on_call
    )


def evaluate_gold(
    path: Path,
    *,
    items: Path | None = None,
    columns: Mapping[str, str] | None = None,
    label_map: Mapping[str, str] | None = None,
    where: str | None = None,
    whole: bool = False,
) -> dict[str, Any]:
    """Score the reading of statements on a labelled CSV, with the peers that are installed."""
    from feedback2req.adapters.models.folders import model_folder
    from feedback2req.adapters.models.peers import installed_peers
    from feedback2req.adapters.models.spacy_parser import SpacyParser
    from feedback2req.adapters.models.statement_reader import TransformerReader
    from feedback2req.service.evaluate import evaluate
    from feedback2req.service.evaluate.gold import read_gold, table

    gold = read_gold(path, columns=columns or {}, label_map=label_map or {}, where=where)
    texts = {row["id"]: row["text"] for row in table(items, where)} if items is not None else None
    return evaluate(
        gold,
        parser=SpacyParser(model_folder(PARSER)),
        reader=TransformerReader(model_folder(STATEMENT_READER)),
        peers=installed_peers(),
        items=texts,
        whole=whole,
    )


def lint_file(
    path: Path,
    *,
    column: str | None = None,
    form: str | None = None,
    profile: str = "default",
    rules: str | None = None,
    product: str = "",
    by_meaning: bool = False,
) -> LintReport:
    """Check the requirements of a file; by meaning, too, if the encoder may be loaded for it."""
    from feedback2req.adapters.readers.requirement_texts import RequirementReader
    from feedback2req.service.lint import lint, switches_of
    from feedback2req.stages.check import profile_of

    switches = [*switches_of(rules), *(["+R30-meaning"] if by_meaning else [])]
    chosen = profile_of(profile, switches)
    encoder = _encoder(None, make_progress()) if by_meaning else None
    return lint(RequirementReader(form=form, column=column), path, profile=chosen, product=product, encoder=encoder)


def _encoder(wanted: str | None, progress: Progress, n_threads: int | None = None, keep_loaded: bool = True) -> Encoder:
    from feedback2req.adapters.models.folders import model_folder
    from feedback2req.adapters.models.onnx_encoder import OnnxEncoder

    folder = Path(wanted) if wanted is not None else model_folder(DEFAULT_ENCODER)
    if wanted is None or (folder / "model.onnx").exists():
        return OnnxEncoder(folder, on_done=progress.advance, n_threads=n_threads, keeps_loaded=keep_loaded)
    from feedback2req.adapters.models.sentence_transformer_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(str(wanted))


def make_publisher(folder: Path, *, force: bool = False) -> FolderPublisher:
    """What writes a snapshot to a folder, whole or not at all."""
    from feedback2req.adapters.exporters.folder import FolderPublisher

    return FolderPublisher(folder, force=force)


def make_backlog_exporter(target: str, *, item_type: str | None = None) -> BacklogExporter:
    """What writes a target of `export`; `item_type` is what the tracker is to call each row.

    Raises
    ------
    WrongUsage
        If the target has no types of its own.
    """
    from feedback2req.adapters.exporters.targets.azure_csv import AzureCsv
    from feedback2req.adapters.exporters.targets.gherkin import Gherkin
    from feedback2req.adapters.exporters.targets.github_json import GithubJson
    from feedback2req.adapters.exporters.targets.jira_csv import JiraCsv
    from feedback2req.adapters.exporters.targets.linear_csv import LinearCsv
    from feedback2req.adapters.exporters.targets.markdown import MarkdownFile
    from feedback2req.adapters.exporters.targets.table import TableCsv, TableXlsx
    from feedback2req.errors import WrongUsage

    typed: list[BacklogExporter] = [AzureCsv(item_type=item_type), JiraCsv(item_type=item_type)]
    plain: list[BacklogExporter] = [GithubJson(), Gherkin(), LinearCsv(), MarkdownFile(), TableCsv(), TableXlsx()]
    exporter = next(one for one in (*typed, *plain) if one.target == target)
    if item_type is not None and exporter not in typed:
        raise WrongUsage(f"--type means nothing for {target}", remedy="leave it out; it is for jira-csv and azure-csv")
    return exporter


def make_file_place(path: Path, *, force: bool = False) -> OneFile:
    """One file, put in place whole."""
    from feedback2req.adapters.exporters.one_file import OneFile

    return OneFile(path, force=force)


def read_backlog(path: Path) -> tuple[ExistingRequirement, ...]:
    """What stands in a tracker: its own export, or a plain list."""
    from feedback2req.adapters.readers.backlogs import read_backlog as read

    return read(path)


def read_backlogs(paths: Sequence[Path]) -> tuple[ExistingRequirement, ...]:
    """Several trackers as one backlog; ids that two of them share are told apart."""
    from feedback2req.adapters.readers.backlogs import with_ids_of_their_own

    return with_ids_of_their_own([one for path in paths for one in read_backlog(path)])


def read_decisions(folder: Path, file: Path | None) -> tuple[Review, ...]:
    """What people decided: in the folder of a run, and in a file beside it."""
    from feedback2req.adapters.reviews_file import NAME, read_reviews, together

    own = read_reviews(folder / NAME) if (folder / NAME).is_file() else ()
    return together(own, read_reviews(file) if file is not None else ())


def read_taxonomy(path: Path) -> tuple[GivenTheme, ...]:
    """Themes that the user wants kept: YAML, JSON or CSV."""
    from feedback2req.adapters.readers.taxonomy import read_taxonomy as read

    return read(path)


def read_feedback(*paths: str | Path, columns: Mapping[str, str] | None = None, source: str | None = None) -> Feedback:
    """Read one or several exports.

    Parameters
    ----------
    *paths : str or Path
        CSV, TSV, JSON or JSON lines, packed with gzip or not.
    columns : mapping of str to str, optional
        Field to column name, where detection should be overruled: ``{"text": "Body"}``.
    source : str, optional
        The instance the feedback comes from; the exporting tool if not given.

    Returns
    -------
    Feedback
        Raw items, rejected rows with a reason each, and a report a file.

    Raises
    ------
    InputNotUsable
        If a file cannot be read, or no column holds text.

    Examples
    --------
    >>> feedback = read_feedback("data/samples/messenger/reviews.csv")
    >>> feedback.n_rows_read
    482
    """
    return make_reader(columns=columns, source=source).read([Path(p) for p in paths])


def analyze(
    feedback: Feedback,
    *,
    product: str | None = None,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    encoder: str | None = None,
    last: Snapshot | None = None,
    reviews: Sequence[Review] = (),
    taxonomy: str | Path | None = None,
    llm_config: str | Path | None = None,
) -> Snapshot:
    """Turn feedback into a ranked backlog of candidate requirements.

    Parameters
    ----------
    feedback : Feedback
        From `read_feedback`.
    product : str, optional
        The product to analyse when there are several, and the system named in requirements.
    as_of : date, optional
        The day that recency counts from; the day of the newest item if not given.
    config : PipelineConfig, optional
        Every other knob.
    encoder : str, optional
        A folder or name of another encoder.
    last : Snapshot, optional
        The snapshot before this one: themes keep their keys and names, and changes are told.
    reviews : sequence of Review, optional
        What people decided.
    taxonomy : str or Path, optional
        A file of themes to keep as they are: YAML, JSON or CSV.
    llm_config : str or Path, optional
        A file that switches a language model on; without it nothing leaves this machine.

    Returns
    -------
    Snapshot
        ``snapshot.themes`` are ranked, best first.

    Raises
    ------
    InputNotUsable
        If no item is left to analyse.

    Examples
    --------
    >>> snapshot = analyze(read_feedback("data/samples/messenger/reviews.csv"), product="Signal")
    >>> [theme.priority.rank for theme in snapshot.themes[:3]]
    [1, 2, 3]
    """
    from feedback2req.domain.past import Past
    from feedback2req.pipeline import run

    drafter = make_drafter(Path(llm_config)) if llm_config is not None else None
    tools = make_tools(make_progress(), encoder=encoder, drafter=drafter)
    past = Past.of(last) if last is not None else None
    given = read_taxonomy(Path(taxonomy)) if taxonomy is not None else ()
    return run(feedback, tools, product=product, as_of=as_of, config=config, past=past, reviews=reviews, taxonomy=given)


@cache
def _code_digest() -> str:
    """Sha256 over every file of the package, by name: another program may give another answer."""
    root = Path(__file__).parent
    files = sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc")
    inner: Sequence[Path] = [p for p in files if "models" not in p.relative_to(root).parts[:1]]
    h = hashlib.sha256()
    for path in inner:
        h.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return h.hexdigest()
