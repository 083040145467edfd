"""What the stages need of a syntactic parse, free of any library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """Tokens of one text with their dependencies, in columns.

    Attributes
    ----------
    starts, ends : ndarray of shape (n_tokens,), int32
        Character offsets; ``text[starts[i]:ends[i]]`` is token i.
    lemmas, pos, relations : tuple of str, length n_tokens
        Lower-case lemma; Universal POS; ClearNLP relation to the head ("nsubj", "dobj", "conj", …).
    heads : ndarray of shape (n_tokens,), int32
        Index of the head; a root is its own head.
    sentences : ndarray of shape (n_sentences + 1,), int32
        Token index at which each sentence starts; the last entry is n_tokens.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    lemmas: tuple[str, ...]
    pos: tuple[str, ...]
    relations: tuple[str, ...]
    heads: NDArray[np.int32]
    sentences: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.lemmas)

    def within(self, start: int, end: int) -> range:
        """Token indices that lie wholly inside the characters [start, end)."""
        first = int(np.searchsorted(self.starts, start, side="left"))
        last = int(np.searchsorted(self.ends, end, side="right"))
        return range(first, max(first, last))

    def children(self, index: int) -> list[int]:
        """Direct dependents of a token, in order."""
        found = np.flatnonzero(self.heads == index)
        return [int(i) for i in found if i != index]

    def subtree(self, index: int) -> list[int]:
        """A token and all it governs, in order."""
        todo, seen = [index], {index}
        while todo:
            for child in self.children(todo.pop()):
                if child not in seen:
                    seen.add(child)
                    todo.append(child)
        return sorted(seen)
