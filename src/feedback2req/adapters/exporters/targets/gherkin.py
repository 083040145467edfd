"""A ``.feature`` file: a rule for each requirement, a scenario for each of its acceptance criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback2req.adapters.exporters.targets.body import LABEL, about, labels, numbers, quote_text
from feedback2req.adapters.exporters.targets.markups import address, inert
from feedback2req.domain.backlog import Backlog, BacklogEntry, ExistingRequirement
from feedback2req.domain.requirement import Criterion

_FIRST = f"# {LABEL} export"


class Gherkin:
    """Fills the port `BacklogExporter`; each run writes the whole file anew.

    No line begins with a stranger's word: in Gherkin, only the first word of a line can be a keyword, a tag, a
    comment, a table or a doc string.
    """

    target = "gherkin"
    on_known = "not read"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file."""
        name = "the product" if backlog.product == "default" else backlog.product
        lines = [_FIRST, f"@{LABEL}", f"Feature: Backlog of {inert(name)} from customer feedback"]
        for entry in backlog.entries:
            lines += _rule(entry)
        return ("\n".join(lines) + "\n").encode()

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(_FIRST.encode())


def _rule(entry: BacklogEntry) -> Iterator[str]:
    yield from ["", f"  {' '.join('@' + label for label in labels(entry)[1:])}", f"  Rule: {inert(entry.statement)}"]
    yield f"    Title: {inert(entry.title)}"
    yield f"    Problem: {inert(entry.problem)}"
    yield f"    Story: {inert(entry.story)}"
    yield f"    Success: {inert(entry.success_criterion)}"
    yield f"    How much: {numbers(entry)}; theme: {inert(entry.theme)}; status: {entry.status}"
    for name, quotes in (("Evidence", entry.evidence), ("Against it", entry.counter_evidence)):
        for quote in quotes:
            link = f", {address(quote.url)}" if quote.url else ""
            yield f"    {name}: “{inert(quote_text(quote))}” ({inert(about(quote))}{link})"
    for question in entry.open_questions:
        yield f"    Open: {inert(question)}"
    for n, criterion in enumerate(entry.acceptance_criteria, start=1):
        yield from _scenario(entry, n, criterion)


def _scenario(entry: BacklogEntry, n: int, criterion: Criterion) -> list[str]:
    return [
        "",
        f"    @{criterion.basis}",
        f"    Scenario: {inert(entry.title)} ({n})",
        f"      Given {inert(criterion.given)}",
        f"      When {inert(criterion.when)}",
        f"      Then {inert(criterion.then)}",
    ]
