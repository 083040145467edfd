"""Clean: raw items become items; their text is final from here on."""

from __future__ import annotations

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback2req.domain.cleaning import plain_text
from feedback2req.domain.feedback import Feedback, FeedbackItem, FileReport, RawItem, RejectedRow
from feedback2req.domain.identity import content_id, digest, pseudonym
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable
from feedback2req.ports import LanguageIdentifier, Masker

DEFAULT_PRODUCT = "default"
_CLOSE = 0.7
_NOBODY = frozenset(
    (
        "", "-", "--", "?", "0", "a google user", "anon", "anonymous", "anonymous user", "deleted", "[deleted]",
        "guest", "n/a", "na", "nan", "nil", "no name", "none", "not available", "null", "undefined", "unknown",
        "unknown user", "user",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanResult:
    """What cleaning gave.

    Attributes
    ----------
    items : tuple of FeedbackItem
        Sorted by `item_id`.
    rejected : tuple of RejectedRow
        Rows that gave no item, those of the reader included: ``rows with items + rejected == rows read``.
    system : str or None
        The name that requirements use for the system: the product as the data writes it, else as it was given.
    notes : tuple of str
        What a person should know.
    firsts : mapping of str to str
        For every item that is the second or a later one of its kind (source and own id, else text, author and
        day) the id of the first.
    files : tuple of FileReport
        What was read.
    """

    items: tuple[FeedbackItem, ...]
    rejected: tuple[RejectedRow, ...]
    system: str | None
    notes: tuple[str, ...]
    files: tuple[FileReport, ...]
    firsts: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_rows_read(self) -> int:
        """Rows of all files."""
        return sum(f.n_rows for f in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A raw item with its cleaned text, before masking, and with its two names and that of the first of its kind."""

    raw: RawItem
    text: str
    external_id: str
    item_id: str
    first_id: str


def clean(
    feedback: Feedback,
    *,
    language: LanguageIdentifier,
    masker: Masker,
    product: str | None = None,
    key: str | None = None,
) -> CleanResult:
    """Make items: text in NFC without markup, personal data masked, names replaced by pseudonyms.

    Parameters
    ----------
    feedback : Feedback
        What a reader found.
    language : LanguageIdentifier
        Asked once for every different text.
    masker : Masker
        Replaces personal data in texts.
    product : str or None
        The product to keep when the input holds several; otherwise just the system's name.
    key : str or None
        The secret of the pseudonyms. Without one it is a digest of the whole input that does not depend on
        the order of its rows.

    Raises
    ------
    InputNotUsable
        If nothing is left, or `product` is nearly, but not quite, one of the products.
    """
    secret = key or input_key(feedback.raw_items)
    wanted, system, notes = _wanted(feedback.raw_items, product)
    dropped: dict[tuple[str, int], tuple[str, str]] = {}
    drafts = _drafts(feedback.raw_items, wanted, dropped)
    fallback = product or DEFAULT_PRODUCT
    finish = _Finish(language, masker, secret, fallback)
    items = sorted((finish.item(draft) for draft in drafts), key=lambda item: item.item_id)
    used = {(item.file, item.row) for item in items}
    rejected = [
        RejectedRow(file=file, row=row, reason=reason, detail=detail)
        for (file, row), (reason, detail) in dropped.items()
        if (file, row) not in used
    ]
    if not items:
        raise _nothing_left(feedback, rejected)
    return CleanResult(
        items=tuple(items),
        rejected=tuple(sorted((*feedback.rejected, *rejected), key=lambda r: (r.file, r.row, r.reason))),
        system=system,
        notes=notes,
        firsts={draft.item_id: draft.first_id for draft in drafts if draft.first_id != draft.item_id},
        files=feedback.files,
    )


def input_key(raw_items: Iterable[RawItem]) -> str:
    """Sha256 of everything that was read, whatever the order of rows and the names of files."""
    digests = sorted(_raw_digest(item) for item in raw_items)
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _raw_digest(raw: RawItem) -> str:
    attributes = (part for pair in sorted(raw.attributes.items()) for part in pair)
    received = raw.received_at.isoformat() if raw.received_at else ""
    names = (raw.external_id, raw.product, raw.url, raw.author, raw.account, raw.language)
    return digest(raw.source, raw.text, received, repr(raw.rating), *(n or "" for n in names), *attributes)


def _wanted(raw_items: Sequence[RawItem], product: str | None) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Choose the product to keep (None for all), the system's name, and what to say about it."""
    products = sorted({item.product for item in raw_items if item.product})
    if product is None or not product.strip():
        return None, products[0] if len(products) == 1 else None, ()
    same = _called(product.strip().casefold(), products)
    if len(products) < 2:
        return None, same[0] if same else product, ()
    if len({p.casefold() for p in same}) == 1:
        return same[0], same[0], ()
    if same:
        raise InputNotUsable(
            f"{printable(product)!r} stands in the names of several products: {_listed(same)}",
            remedy="give one of them in full: --product NAME",
        )
    return None, product, (_taken_as_name(product, products),)


def _called(name: str, products: Sequence[str]) -> list[str]:
    """Products of that name; without one, products whose name holds it."""
    return [p for p in products if p.casefold() == name] or [p for p in products if name in p.casefold()]


def _taken_as_name(product: str, products: Sequence[str]) -> str:
    name = product.strip().casefold()
    ratio, closest = max((difflib.SequenceMatcher(None, name, p.casefold()).ratio(), p) for p in products)
    if ratio >= _CLOSE:
        raise InputNotUsable(
            f"no product is called {printable(product)!r}; did you mean {printable(closest)!r}?",
            where=f"products: {_listed(products)}",
            remedy="give one of them: --product NAME",
        )
    return (
        f"no product is called {printable(product)!r}: the name stands for the system, and all "
        f"{len(products)} products are analysed together"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name, 40) for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _drafts(
    raw_items: Sequence[RawItem], wanted: str | None, dropped: dict[tuple[str, int], tuple[str, str]]
) -> list[_Draft]:
    cleaned: dict[str, str] = {}
    external = _external_ids(raw_items)
    kept: list[tuple[RawItem, str, str]] = []
    for raw, external_id in zip(raw_items, external, strict=True):
        if raw.text not in cleaned:
            cleaned[raw.text] = plain_text(raw.text)
        text = cleaned[raw.text]
        if not text:
            dropped[raw.file, raw.row] = ("empty_text", "no text is left without markup and invisible characters")
        elif wanted is not None and (raw.product or "").casefold() != wanted.casefold():
            dropped[raw.file, raw.row] = ("other_product", f"product {printable(raw.product or '', 40) or 'not given'}")
        else:
            kept.append((raw, text, external_id))
    item_ids = _item_ids([(raw, text) for raw, text, _ in kept])
    return [
        _Draft(raw=raw, text=text, external_id=external_id, item_id=item_id, first_id=first_id)
        for (raw, text, external_id), (item_id, first_id) in zip(kept, item_ids, strict=True)
    ]


def _external_ids(raw_items: Sequence[RawItem]) -> list[str]:
    """Name each item by the export's own id, else the row number; a second item of one row or id gets ``#2``."""
    taken = {(raw.file, raw.external_id) for raw in raw_items if raw.external_id is not None}
    result = []
    for raw in raw_items:
        if raw.external_id is not None:
            result.append(raw.external_id)
            continue
        name, number = str(raw.row), 1
        while (raw.file, name) in taken:
            number += 1
            name = f"{raw.row}#{number}"
        taken.add((raw.file, name))
        result.append(name)
    return result


def _item_ids(texts: Sequence[tuple[RawItem, str]]) -> list[tuple[str, str]]:
    """Ids from source and own id, else from text, author and day; equals are numbered by their content.

    Each id comes with that of the first of its equals.
    """
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, (raw, text) in enumerate(texts):
        groups[_identity(raw, text)].append(i)
    result = [("", "")] * len(texts)
    for parts, members in groups.items():
        members.sort(key=lambda i: _raw_digest(texts[i][0]))
        first = content_id("i", *parts)
        for number, i in enumerate(members, start=1):
            result[i] = (content_id("i", *parts, str(number)) if number > 1 else first, first)
    return result


def _identity(raw: RawItem, text: str) -> tuple[str, ...]:
    if raw.external_id is not None:
        return ("own", raw.source, raw.external_id)
    day = raw.received_at.date().isoformat() if raw.received_at else ""
    return ("text", raw.source, text, raw.author or "", day)


def _nothing_left(feedback: Feedback, rejected: Sequence[RejectedRow]) -> InputNotUsable:
    counts: dict[str, int] = defaultdict(int)
    for row in (*feedback.rejected, *rejected):
        counts[row.reason] += 1
    reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(counts.items()))
    return InputNotUsable(
        f"no feedback is left of {feedback.n_rows_read} rows",
        where=f"rows dropped: {reasons}" if reasons else "",
        remedy="look at what was read: feedback2req inspect FILE",
    )


class _Finish:
    """The last steps, each done once for every different text or name."""

    def __init__(self, language: LanguageIdentifier, masker: Masker, key: str, product: str) -> None:
        self._language = language
        self._masker = masker
        self._key = key
        self._product = product
        self._texts: dict[str, tuple[str, str]] = {}

    def item(self, draft: _Draft) -> FeedbackItem:
        """Make the item of a draft."""
        raw = draft.raw
        text, language = self._text(draft.text)
        return FeedbackItem(
            item_id=draft.item_id,
            external_id=draft.external_id,
            product=raw.product or self._product,
            source=raw.source,
            file=raw.file,
            row=raw.row,
            text=text,
            url=self._masker.mask(raw.url, self._key) if raw.url else None,
            received_at=raw.received_at,
            author=self._pseudonym(raw.author),
            account=self._pseudonym(raw.account),
            rating=raw.rating,
            satisfaction=_satisfaction(raw),
            language=_claimed(raw.language) if language == "und" else language,
            attributes={name: self._masker.mask(value, self._key) for name, value in sorted(raw.attributes.items())},
        )

    def _text(self, text: str) -> tuple[str, str]:
        if text not in self._texts:
            self._texts[text] = (self._masker.mask(text, self._key), self._language.identify(text))
        return self._texts[text]

    def _pseudonym(self, name: str | None) -> str | None:
        if name is None or name.strip().casefold() in _NOBODY:
            return None
        return pseudonym(self._key, name)


def _claimed(language: str | None) -> str:
    """Fall back on the language that the export claims; ``und`` without a claim."""
    primary = (language or "").replace("_", "-").split("-", 1)[0].strip().casefold()
    return primary if len(primary) == 2 and primary.isascii() and primary.isalpha() else "und"


def _satisfaction(raw: RawItem) -> float | None:
    if raw.rating is None or raw.rating_scale is None:
        return None
    low, high = raw.rating_scale
    if not low < high:
        return None
    return round(min(max(2.0 * (raw.rating - low) / (high - low) - 1.0, -1.0), 1.0), 6)
