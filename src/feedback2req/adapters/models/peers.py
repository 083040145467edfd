"""Sentiment by other people's packages, to compare with when they are installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.ports import SentimentPeer


class Vader:
    """The compound score of vaderSentiment."""

    name = "VADER"

    def __init__(self) -> None:
        self._analyzer: Any = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of shape (n_texts,), in [-1, 1]."""
        return np.array([self._analyzer.polarity_scores(text)["compound"] for text in texts], dtype=np.float64)


class TextBlobPolarity:
    """The polarity of TextBlob's pattern analyzer."""

    name = "TextBlob"

    def __init__(self) -> None:
        self._blob: Any = import_module("textblob").TextBlob

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of shape (n_texts,), in [-1, 1]."""
        return np.array([self._blob(text).sentiment.polarity for text in texts], dtype=np.float64)


def installed_peers() -> list[SentimentPeer]:
    """Those peers whose packages are there."""
    peers: list[SentimentPeer] = []
    if find_spec("vaderSentiment"):
        peers.append(Vader())
    if find_spec("textblob"):
        peers.append(TextBlobPolarity())
    return peers
