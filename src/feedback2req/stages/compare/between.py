"""What moved over several snapshots, told from what each of them told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback2req.domain.past import PastTheme, Told
from feedback2req.domain.snapshot import Change
from feedback2req.stages.compare.telling import change, customers, lost, moved


def between(path: Sequence[Told]) -> tuple[Change, ...]:
    """Themes that came, went, split, merged, grew, fell silent or changed rank from the first snapshot to the last.

    Between neighbours it is what the later one told. Over several, ranks, customers and sentiment are those of the two
    ends, and what came and went in between is not told. Where a theme came from and went to is put together from what
    each snapshot told, with its day: members are not held for as long as standings are. For the same reason statements
    that changed sides are told between neighbours alone. What an erasure took out of that is said to be erased.

    Parameters
    ----------
    path : sequence of Told, length >= 2
        The first snapshot, the last one and all in between, oldest first.

    Returns
    -------
    tuple of Change
        In the order of the last snapshot's themes, those that are gone last.
    """
    then, *steps = path
    now = steps[-1]
    if len(steps) == 1:
        return now.changes or ()
    before, after = ({t.key: t for t in end.themes} for end in (then, now))
    same_weights = dict(then.weights) == dict(now.weights)
    changes: list[Change] = []
    for theme in now.themes:
        was = before.get(theme.key)
        if was is None:
            changes.append(_born(theme, before, steps))
        else:
            changes += moved(theme, was, [], same_weights=same_weights)
            changes += _silent(theme, steps)
    return (*changes, *(_gone(t, after, steps) for t in then.themes if t.key not in after))


def _born(theme: PastTheme, before: Collection[str], steps: Sequence[Told]) -> Change:
    """Followed back from split to split: to a theme that was there, or to one that was new."""
    key, end = theme.key, len(steps)
    hops: list[str] = []
    while (found := _last(steps[:end], key, ("new", "split"))) is not None:
        end, told = found
        if told.other is None:
            came = hops or [f"first there on {_day(steps[end])}"]
            break
        hops.insert(0, _hop(steps[end], told, theme))
        if told.other in before:
            return change(theme, "split", None, "; ".join(hops), told.other)
        key = told.other
    else:
        came = [*hops, "how it came about was erased"]
    return change(theme, "new", None, "; ".join([f"new: {customers(theme.n_customers)}", *came]))


def _gone(theme: PastTheme, after: Collection[str], steps: Sequence[Told]) -> Change:
    """Followed from merge to merge: into a theme that is there, or into one that is gone as well."""
    key, start = theme.key, 0
    hops: list[str] = []
    while (found := _last(steps[start:], key, ("merged", "gone"))) is not None:
        told = found[1]
        start += found[0]
        hops.append(_hop(steps[start], told, theme))
        if told.other is None or told.other in after:
            return lost(theme, "; ".join(hops), told.other)
        key, start = told.other, start + 1
    return lost(theme, "; ".join([*hops, "what became of it was erased"]), None)


def _silent(theme: PastTheme, steps: Sequence[Told]) -> list[Change]:
    """Unless it has more statements now than when it had fallen silent: somebody may have spoken of it."""
    found = _last(steps, theme.key, ("silent",))
    if found is None:
        return []
    step, told = steps[found[0]], found[1]
    if any(one.key == theme.key and one.n_statements < theme.n_statements for one in step.themes):
        return []
    return [change(theme, "silent", theme.rank, _hop(step, told, theme))]


def _last(steps: Sequence[Told], key: str, events: Collection[str]) -> tuple[int, Change] | None:
    """The last time that one of these was told of a theme, and in which step."""
    for n in reversed(range(len(steps))):
        for told in steps[n].changes or ():
            if told.key == key and told.event in events:
                return n, told
    return None


def _hop(step: Told, told: Change, theme: PastTheme) -> str:
    whose = "" if told.key == theme.key else f", “{told.label}”"
    return f"{_day(step)}{whose}: {told.reason}"


def _day(step: Told) -> str:
    return step.snapshot_id if step.as_of is None else step.as_of.isoformat()
