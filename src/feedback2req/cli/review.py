"""``feedback2req review``: what people decide about themes and requirements."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


@click.group("review")
def review_group() -> None:
    """Decide about themes and requirements; every later run keeps to it.

    In a store the next `rerank` carries it out; in the folder of a run, the next `run` into that folder.
    """


def _desk(command: F) -> F:
    """Where the decision is made, and by whom."""
    options = (
        click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE."),
        click.option("--from", "folder", metavar="DIR", type=click.Path(path_type=Path), help="A folder of `run`."),
        click.option("--product", metavar="NAME", help="Product of a store that holds several."),
        click.option("--by", metavar="NAME", help="Who decides; default: the user of this machine."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _because(command: F) -> F:
    return click.option("--because", metavar="TEXT", help="Why.")(command)


@review_group.command("accept")
@click.argument("requirement")
@_because
@_desk
def accept(requirement: str, because: str | None, **desk: Any) -> None:  # noqa: ANN401
    """Accept a requirement: it keeps its key and its words."""
    _decide(desk, "accept", requirement, because)


@review_group.command("reject")
@click.argument("requirement")
@_because
@_desk
def reject(requirement: str, because: str | None, **desk: Any) -> None:  # noqa: ANN401
    """Reject a requirement, with the reason; it stays rejected in other words, too."""
    _decide(desk, "reject", requirement, because)


@review_group.command("effort")
@click.argument("requirement")
@click.argument("number")
@_desk
def effort(requirement: str, number: str, **desk: Any) -> None:  # noqa: ANN401
    """Say what a requirement costs, in your own unit."""
    _decide(desk, "effort", requirement, number)


@review_group.command("link")
@click.argument("requirement")
@click.argument("issue")
@_desk
def link(requirement: str, issue: str, **desk: Any) -> None:  # noqa: ANN401
    """Link a requirement to an issue of your tracker."""
    _decide(desk, "link", requirement, issue)


@review_group.command("rename")
@click.argument("theme")
@click.argument("label")
@_desk
def rename(theme: str, label: str, **desk: Any) -> None:  # noqa: ANN401
    """Give a theme a name; it keeps it."""
    _decide(desk, "rename", theme, label)


@review_group.command("merge")
@click.argument("theme")
@click.argument("into")
@_desk
def merge(theme: str, into: str, **desk: Any) -> None:  # noqa: ANN401
    """Merge a theme into another one, which takes in what would have joined it."""
    _decide(desk, "merge", theme, into)


@review_group.command("split")
@click.argument("theme")
@click.argument("label")
@click.option("--statement", "ids", metavar="ID", multiple=True, required=True, help="One that goes; repeatable.")
@_desk
def split(theme: str, label: str, ids: tuple[str, ...], **desk: Any) -> None:  # noqa: ANN401
    """Make a theme of its own of some statements of a theme, and of those like them."""
    _decide(desk, "split", theme, label, ids)


@review_group.command("move")
@click.argument("statement")
@click.argument("theme", required=False)
@_desk
def move(statement: str, theme: str | None, **desk: Any) -> None:  # noqa: ANN401
    """Move a statement, and those like it, to a theme; without a theme, out of all."""
    _decide(desk, "move", statement, theme)


@review_group.command("pin")
@click.argument("theme")
@_desk
def pin(theme: str, **desk: Any) -> None:  # noqa: ANN401
    """Keep a theme, however few speak of it."""
    _decide(desk, "pin", theme, None)


@review_group.command("exclude")
@click.argument("author")
@_because
@_desk
def exclude(author: str, because: str | None, **desk: Any) -> None:  # noqa: ANN401
    """Leave an author out: by pseudonym (as in items.jsonl) or, in a store, as the source names them."""
    _decide(desk, "exclude", author, because)


@review_group.command("undo")
@click.argument("decision")
@_desk
def undo(decision: str, **desk: Any) -> None:  # noqa: ANN401
    """Undo a decision by its id (see `list`); an undo can be undone, too."""
    _decide(desk, "undo", decision, None)


@review_group.command("list")
@_desk
def list_reviews(**desk: Any) -> None:  # noqa: ANN401
    """List all decisions, oldest first."""
    from feedback2req.domain.printable import printable
    from feedback2req.domain.review import standing

    with closing(_open(desk)) as opened:
        made = opened.made()
    holds = {r.review_id for r in standing(made)}
    for r in sorted(made, key=lambda r: (r.at, r.review_id)):
        words = f"{r.at:%Y-%m-%d %H:%M}", r.review_id, r.by or "-", r.action, r.target, r.value or ""
        gone = "" if r.review_id in holds or r.action == "undo" else "  (undone)"
        click.echo("  ".join(printable(word, 200) for word in words).rstrip() + gone)
    if not made:
        click.echo("No decision so far.")


@review_group.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@_desk
def export_reviews(file: Path, **desk: Any) -> None:  # noqa: ANN401
    """Write all decisions to a file that can live in git."""
    from feedback2req import store_wiring, wiring

    with closing(_open(desk)) as opened:
        made = opened.made()
    text = store_wiring.decisions_text(made)
    place = wiring.make_file_place(file)
    place.check(lambda content: content.startswith(text[:40]))
    place.write(text)
    click.echo(f"{len(made)} decisions written to {file}")


@review_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_desk
def import_reviews(file: Path, **desk: Any) -> None:  # noqa: ANN401
    """Add the decisions of a file; those that are there already are passed over."""
    from feedback2req import store_wiring

    read = store_wiring.read_decisions_file(file)
    with closing(_open(desk)) as opened:
        n = opened.add(read)
    click.echo(f"{n} decisions added, {len(read) - n} were there already")


def _open(desk: dict[str, Any]) -> Any:  # noqa: ANN401
    from feedback2req import store_wiring

    return store_wiring.make_review_desk(desk["store"], desk["folder"], desk["product"])


def _decide(desk: dict[str, Any], action: str, target: str, value: str | None, ids: tuple[str, ...] = ()) -> None:
    from feedback2req.service.review import Wish, decide

    with closing(_open(desk)) as opened:
        review = decide(
            Wish(
                action=action,
                target=opened.pseudonym(target) if action == "exclude" else target,
                value=value,
                statement_ids=ids,
            ),
            by=desk["by"] or _user(),
            at=datetime.now(UTC).replace(microsecond=0),
            review_id=f"rv-{secrets.token_hex(8)}",
            answers=opened.answers,
            made=opened.made,
        )
        opened.add([review])
    click.echo(f"{review.review_id}: {action} is kept; the next {'run' if desk['folder'] else 'rerank'} carries it out")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no user of that number
        return "unknown"
