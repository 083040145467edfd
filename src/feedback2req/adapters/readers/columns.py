"""Which column of an export fills which field: as told, else by name, else by content."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from feedback2req.adapters.readers.content import Content, content_of
from feedback2req.adapters.readers.dates import parse_dates
from feedback2req.adapters.readers.headers import Lexicon, Tool, compact, lexicon
from feedback2req.adapters.readers.ratings import parse_ratings
from feedback2req.adapters.readers.table import Table
from feedback2req.domain.feedback import ColumnGuess
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable, WrongUsage

FIELDS = ("text", "title", "id", "product", "url", "date", "author", "account", "rating", "language")
# A column known by its content alone must be at least this much like free text to win over a known title.
_WORDY = 0.55
_MIN_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Positions of the columns that fill fields.

    Attributes
    ----------
    fields : mapping of str to int
        Every field but the text that has a column.
    texts : tuple of int, not empty
        Columns of text; each of them gives an item of its own (what is liked, what is not).
    guesses, alternatives : tuple of ColumnGuess
        What was chosen, and what came next.
    """

    fields: Mapping[str, int]
    texts: tuple[int, ...]
    guesses: tuple[ColumnGuess, ...]
    alternatives: tuple[ColumnGuess, ...]
    notes: tuple[str, ...]


def map_columns(table: Table, tool: Tool, given: Mapping[str, str], *, file: str) -> ColumnMap:
    """Find the column of each field.

    Parameters
    ----------
    table : Table
        The rows; all of them are looked at, so that their order does not matter.
    tool : Tool
        Who wrote the file.
    given : mapping of str to str
        Field to column name, as the user said; an empty name means that the field has no column.
    file : str
        For error messages.

    Raises
    ------
    WrongUsage
        If `given` names a field or a column that is not there.
    InputNotUsable
        If no column holds text.
    """
    search = _Search(table, tool, lexicon())
    search.take_given(given, file)
    search.take_names()
    search.take_contents()
    if not search.texts:
        raise _no_text(table, file)
    return search.result()


class _Search:
    """Columns that are still free, and fields that are still open; each step takes some."""

    def __init__(self, table: Table, tool: Tool, known: Lexicon) -> None:
        self._table = table
        self._tool = tool
        self._known = known
        self._names = [compact(c.split("#")[0] or c) for c in table.columns]
        self._contents: dict[int, Content] = {}
        self._closed: set[str] = set()
        self._fields: dict[str, int] = {}
        self._guesses: list[ColumnGuess] = []
        self._alternatives: list[ColumnGuess] = []
        self._notes: list[str] = []
        self.texts: list[int] = []

    def take_given(self, given: Mapping[str, str], file: str) -> None:
        """Take what the user said: it stands above everything."""
        for name, column in given.items():
            if name not in FIELDS:
                raise WrongUsage(
                    f"{printable(name)!r} is no field of feedback", remedy=f"fields are {', '.join(FIELDS)}"
                )
            self._closed.add(name)
            if column.strip():
                self._take(name, position_of(self._table.columns, column, file), "given", 1.0)

    def take_names(self) -> None:
        """Headers that are known; the text first, since a title may have to stand in for it."""
        for name in FIELDS:
            if name not in self._closed:
                self._take_name(name)
        self._more_texts()
        if self._fields.get("account") is not None and "author" not in self._fields:
            self._drop_company()

    def take_contents(self) -> None:
        """Fill what is still open, by what the values look like."""
        if "text" not in self._closed and not self.texts:
            self._text_by_content()
        for name, test in (("date", self._is_date), ("author", self._is_email), ("url", self._is_url),
                           ("rating", self._is_rating), ("id", self._is_id)):  # fmt: skip
            if name in self._fields or name in self._closed:
                continue
            found = [i for i in self._free() if test(i)]
            if found:
                self._take(name, found[0], "content", 0.6)
                self._alternatives += [self._guess(name, i, "content", 0.5) for i in found[1:3]]

    def result(self) -> ColumnMap:
        """All that was found, fields in a fixed order."""
        order = {name: i for i, name in enumerate(FIELDS)}
        return ColumnMap(
            fields=dict(self._fields),
            texts=tuple(self.texts),
            guesses=tuple(sorted(self._guesses, key=lambda g: order[g.field])),
            alternatives=tuple(sorted(self._alternatives, key=lambda g: (order[g.field], -g.score, g.column))),
            notes=tuple(self._notes),
        )

    def _content(self, column: int) -> Content:
        if column not in self._contents:
            self._contents[column] = content_of(self._table.values(column))
        return self._contents[column]

    def _free(self) -> list[int]:
        taken = {*self._fields.values(), *self.texts}
        return [i for i in range(len(self._names)) if i not in taken]

    def _guess(self, name: str, column: int, basis: str, score: float) -> ColumnGuess:
        return ColumnGuess(field=name, column=self._table.columns[column], basis=basis, score=round(score, 3))

    def _take(self, name: str, column: int, basis: str, score: float) -> None:
        if name == "text":
            self.texts.append(column)
        else:
            self._fields[name] = column
        self._guesses.append(self._guess(name, column, basis, score))

    def _by_name(self, name: str) -> list[tuple[float, int]]:
        """Free columns whose header names the field, best first; a last part after a dot counts less."""
        ranks = self._known.ranks[name]
        found = []
        for i in self._free():
            header = self._names[i]
            rank, base = ranks.get(header), 1.0
            if rank is None and "." in header:
                rank, base = ranks.get(header.rsplit(".", 1)[1]), 0.8
            if rank is not None and self._fits(name, i):
                found.append((round(base - 0.002 * rank, 4), i))
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))

    def _take_name(self, name: str) -> None:
        found = self._by_name(name)
        if found:
            self._take(name, found[0][1], "name", found[0][0])
            self._alternatives += [self._guess(name, i, "name", score) for score, i in found[1:4]]

    def _fits(self, name: str, column: int) -> bool:
        """Whether the content of a column bears out its name."""
        content = self._content(column)
        is_weak = self._names[column] in self._known.weak[name]
        if name in ("text", "title") and is_weak:
            return content.free_text > 0 or (content.n < 5 and content.words > 0.5)
        # The best name must win even in an empty file: then the rows are rejected one by one.
        if content.n == 0:
            return name == "text"
        return self._bears_out(name, column, content, is_weak=is_weak)

    def _bears_out(self, name: str, column: int, content: Content, *, is_weak: bool) -> bool:
        if name == "date":
            dates = parse_dates(self._table.values(column), "")
            return dates.n_unreadable * 2 < content.n
        if name == "url":
            return content.urls > 0.5
        if name == "rating":
            return parse_ratings(self._table.values(column)).is_numeric
        if name == "id" and is_weak:
            return content.variety > _MIN_SHARE
        return True

    def _more_texts(self) -> None:
        """Answers to a second question (what is disliked; every open question of a survey) are items of their own."""
        if not self.texts or "text" in self._closed:
            if self._tool.survey and "text" not in self._closed:
                for i in self._open_questions():
                    self._take("text", i, "content", self._content(i).free_text)
            return
        ranks = self._known.ranks["text_more"]
        for i in self._free():
            if self._names[i] in ranks and self._content(i).free_text > 0:
                self._take("text", i, "name", 0.9)

    def _open_questions(self) -> list[int]:
        taken = [i for i in self._free() if self._names[i] not in self._known.never_text]
        return [i for i in taken if self._content(i).free_text >= _WORDY]

    def _drop_company(self) -> None:
        # In a complaint about a firm the company is who is complained about, not who writes.
        column = self._fields["account"]
        if "account" not in self._closed and self._names[column] in self._known.needs_author:
            del self._fields["account"]
            self._guesses = [g for g in self._guesses if g.field != "account"]

    def _text_by_content(self) -> None:
        scored = [(self._content(i).free_text, i) for i in self._free() if self._may_be_text(i)]
        found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
        title = self._fields.get("title")
        if title is not None and "title" not in self._closed and not (found and found[0][0] >= _WORDY):
            del self._fields["title"]
            self._guesses = [g for g in self._guesses if g.field != "title"]
            self._take("text", title, "name", 0.5)
            self._notes.append(f"only titles were found ({self._table.columns[title]}): they are read as the text")
        elif found:
            self._take("text", found[0][1], "content", found[0][0])
            found = found[1:]
        self._alternatives += [self._guess("text", i, "content", score) for score, i in found[:3]]

    def _may_be_text(self, column: int) -> bool:
        return self._names[column].rsplit(".", 1)[-1] not in self._known.never_text

    def _is_date(self, column: int) -> bool:
        content = self._content(column)
        if content.dates >= _MIN_SHARE:
            return True
        hinted = any(hint in self._table.columns[column].casefold() for hint in self._known.date_hints)
        if not hinted or content.numbers < _MIN_SHARE:
            return False
        return parse_dates(self._table.values(column), "").n_unreadable * 10 <= content.n

    def _is_email(self, column: int) -> bool:
        return self._content(column).emails >= _MIN_SHARE

    def _is_url(self, column: int) -> bool:
        return self._content(column).urls >= _MIN_SHARE

    def _is_rating(self, column: int) -> bool:
        if not any(hint in self._table.columns[column].casefold() for hint in self._known.rating_hints):
            return False
        ratings = parse_ratings(self._table.values(column))
        return ratings.is_numeric and ratings.scale is not None

    def _is_id(self, column: int) -> bool:
        content = self._content(column)
        named = column == 0 or self._names[column].endswith(("id", "key", "no", "nr", "number"))
        every = content.n == len(self._table.records) >= 2
        return named and every and content.variety == 1.0 and content.ids == 1.0 and content.dates < 0.5


def position_of(columns: tuple[str, ...], wanted: str, file: str, *, option: str = "--column FIELD=NAME") -> int:
    """Where a column stands that the user names: to the letter, else without case, else without blanks.

    Raises
    ------
    WrongUsage
        If there is no such column; the message names the nearest.
    """
    for same in (lambda c: c == wanted, lambda c: c.casefold() == wanted.strip().casefold(),
                 lambda c: compact(c) == compact(wanted)):  # fmt: skip
        found = [i for i, column in enumerate(columns) if same(column)]
        if found:
            return found[0]
    close = difflib.get_close_matches(wanted.casefold(), [c.casefold() for c in columns], n=1, cutoff=0.6)
    hint = next((c for c in columns if close and c.casefold() == close[0]), None)
    raise WrongUsage(
        f"no column {printable(wanted)!r} in {file}" + (f"; did you mean {printable(hint)!r}?" if hint else ""),
        where=f"{file} has the columns {listed(columns)}",
        remedy=f"give one of them: {option}",
    )


def listed(columns: tuple[str, ...]) -> str:
    """Column names for a message, cut short."""
    shown = ", ".join(printable(c, 40) for c in columns[:12])
    return shown + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")


def _no_text(table: Table, file: str) -> InputNotUsable:
    return InputNotUsable(
        f"no column holds text in {file}",
        where=f"{file} has the columns {listed(table.columns)}",
        remedy="say which one does: --column text=NAME",
    )
