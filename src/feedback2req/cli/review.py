"""``feedback2req review``: what people decide about themes and requirements."""

from __future__ import annotations

import getpass
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from feedback2req.service.review import ReviewDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """A command that decides: what its target is called, what gives its value, and what it does."""

    target: str
    value: click.Parameter | None = None
    takes_statements: bool = False
    does: str


def _because() -> click.Option:
    return click.Option(["--because", "value"], metavar="TEXT", help="Why.")


def _value(name: str, *, required: bool = True) -> click.Argument:
    return click.Argument(["value"], metavar=name if required else f"[{name}]", required=required)


_ACTIONS = {
    "accept": _Action(
        target="requirement", value=_because(), does="Accept a requirement: it keeps its key and its words."
    ),
    "reject": _Action(
        target="requirement",
        value=_because(),
        does="Reject a requirement, with the reason; it stays rejected in other words, too.",
    ),
    "effort": _Action(
        target="requirement", value=_value("NUMBER"), does="Say what a requirement costs, in your own unit."
    ),
    "link": _Action(
        target="requirement", value=_value("ISSUE"), does="Link a requirement to an issue of your tracker."
    ),
    "rename": _Action(target="theme", value=_value("LABEL"), does="Give a theme a name; it keeps it."),
    "merge": _Action(
        target="theme",
        value=_value("INTO"),
        does="Merge a theme into another one, which takes in what would have joined it.",
    ),
    "split": _Action(
        target="theme",
        value=_value("LABEL"),
        takes_statements=True,
        does="Make a theme of its own of some statements of a theme, and of those like them.",
    ),
    "move": _Action(
        target="statement",
        value=_value("THEME", required=False),
        does="Move a statement, and those like it, to a theme; without a theme, out of all.",
    ),
    "pin": _Action(target="theme", does="Keep a theme, however few speak of it."),
    "exclude": _Action(
        target="author",
        value=_because(),
        does="Leave an author out: by pseudonym (as in items.jsonl) or, in a store, as the source names them.",
    ),
    "undo": _Action(target="decision", does="Undo a decision by its id (see `list`); an undo can be undone, too."),
}


@click.group("review")
def review_group() -> None:
    """Decide about themes and requirements; every later run keeps to it.

    In a store the next `rerank` carries it out; in the folder of a run, the next `run` into that folder.
    """


def _place() -> list[click.Parameter]:
    """Options that say where the decision is made, and by whom."""
    return [
        click.Option(["--store"], metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE."),
        click.Option(["--from", "folder"], metavar="DIR", type=click.Path(path_type=Path), help="A folder of `run`."),
        click.Option(["--product"], metavar="NAME", help="Product of a store that holds several."),
        click.Option(["--by"], metavar="NAME", help="Who decides; default: the user of this machine."),
    ]


def _file() -> click.Argument:
    return click.Argument(["file"], type=click.Path(path_type=Path))


def _decide(
    action: str,
    store: str | None,
    folder: Path | None,
    product: str | None,
    by: str | None,
    value: str | None = None,
    ids: tuple[str, ...] = (),
    **target: str,
) -> None:
    from feedback2req.service.review import Wish

    (named,) = target.values()
    wish = Wish(action=action, target=named, value=value, statement_ids=ids)
    with _desk(store, folder, product) as desk:
        (review,) = desk.decide([wish], by=by or _user())
    click.echo(f"{review.review_id}: {action} is kept; the next {'run' if folder else 'rerank'} carries it out")


def _list(store: str | None, folder: Path | None, product: str | None, by: str | None) -> None:
    from feedback2req.domain.printable import printable
    from feedback2req.domain.review import standing

    with _desk(store, folder, product) as desk:
        made = [r for r in desk.made() if by is None or r.by == by]
        holds = {r.review_id for r in standing(desk.made())}
    for r in sorted(made, key=lambda r: (r.at, r.review_id)):
        words = f"{r.at:%Y-%m-%d %H:%M}", r.review_id, r.by or "-", r.action, r.target, r.value or ""
        gone = "" if r.review_id in holds or r.action == "undo" else "  (undone)"
        click.echo("  ".join(printable(word, 200) for word in words).rstrip() + gone)
    if not made:
        click.echo("No decision so far.")


def _export(file: Path, store: str | None, folder: Path | None, product: str | None) -> None:
    from feedback2req import store_wiring, wiring

    with _desk(store, folder, product) as desk:
        made = desk.made()
    text = store_wiring.decisions_text(made)
    place = wiring.make_file_place(file)
    place.check(store_wiring.is_decisions_text)
    place.write(text)
    click.echo(f"{len(made)} decisions written to {file}")


def _import(file: Path, store: str | None, folder: Path | None, product: str | None) -> None:
    from feedback2req import store_wiring

    read = store_wiring.read_decisions_file(file)
    with _desk(store, folder, product) as desk:
        n = desk.add(read)
    click.echo(f"{n} decisions added, {len(read) - n} were there already")


def _desk(store: str | None, folder: Path | None, product: str | None) -> AbstractContextManager[ReviewDesk]:
    from feedback2req import store_wiring

    return store_wiring.review_desk(store, folder, product)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no user of that number
        return "unknown"


def _command(name: str, action: _Action) -> click.Command:
    params: list[click.Parameter] = [click.Argument([action.target])]
    params += [action.value] if action.value is not None else []
    if action.takes_statements:
        one_that_goes = click.Option(
            ["--statement", "ids"], metavar="ID", multiple=True, required=True, help="One that goes; repeatable."
        )
        params.append(one_that_goes)
    return click.Command(name, params=[*params, *_place()], callback=partial(_decide, name), help=action.does)


def _others() -> list[click.Command]:
    where, told = _place()[:-1], click.Option(["--by"], metavar="NAME", help="Only what this person decided.")
    about: dict[str, tuple[Any, list[click.Parameter], str]] = {
        "list": (_list, [*where, told], "List all decisions, oldest first."),
        "export": (_export, [_file(), *where], "Write all decisions to a file that can live in git."),
        "import": (
            _import, [_file(), *where], "Add the decisions of a file; those that are there already are passed over."
        ),
    }  # fmt: skip
    return [
        click.Command(name, params=params, callback=call, help=does) for name, (call, params, does) in about.items()
    ]


for _name, _action in _ACTIONS.items():
    review_group.add_command(_command(_name, _action))
for _other in _others():
    review_group.add_command(_other)
