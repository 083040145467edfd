"""Ways to answer a task: a linear model on frozen vectors and words, a fine-tuned encoder, the mean of both."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  as torch's own documentation calls it

from benchmarks.statements.protocols.tasks import Task
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from scripts.reader.base import BASE, base_model
from scripts.reader.loop import descend
from scripts.reader.train import batches, padded, tokenizer

N_LAYERS = 6
"""The lowest half of the encoder: two cores train it in an hour, not two."""

RATE_ENCODER, RATE_HEAD = 8e-5, 1e-3
SEED = 20160714
_VECTOR_WEIGHT = 2.0
"""Of the frozen vectors beside the unit rows of words: both are then of like length in the linear model."""


def linear(task: Task, train: NDArray[np.int64], test: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities of shape (n_test, n_names): balanced logistic regression on words and the default vectors."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    vectors = _vectors(task.texts)
    seen = hstack([words.fit_transform([task.texts[i] for i in train]), csr_matrix(vectors[train] * _VECTOR_WEIGHT)])
    new = hstack([words.transform([task.texts[i] for i in test]), csr_matrix(vectors[test] * _VECTOR_WEIGHT)])
    out = np.zeros((len(test), len(task.names)))
    for place in range(len(task.names)):
        model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=2_000)
        if task.labels[train, place].any():
            out[:, place] = model.fit(seen, task.labels[train, place]).predict_proba(new)[:, 1]
    return out


_KNOWN: dict[tuple[str, ...], NDArray[np.float32]] = {}


def _vectors(texts: tuple[str, ...]) -> NDArray[np.float32]:
    if texts not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[texts] = OnnxEncoder(model_folder(BASE)).encode(texts).astype(np.float32)
    return _KNOWN[texts]


class Classifier(nn.Module):
    """The lowest layers of the default encoder in float, with one linear layer over first token and mean."""

    def __init__(self, n_names: int) -> None:
        super().__init__()
        self.encoder = base_model(N_LAYERS)
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * self.encoder.config.hidden_size, n_names)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits of shape (n_texts, n_names)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        logits: Tensor = self.head(self.drop(torch.cat([hidden[:, 0], mean], dim=1)))
        return logits


def tuned(task: Task, train: NDArray[np.int64], test: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities of shape (n_test, n_names) of an encoder that was fine-tuned on the training rows."""
    torch.manual_seed(SEED)
    cut = tokenizer(task.max_tokens)
    ids = [encoding.ids for encoding in cut.encode_batch(list(task.texts))]
    model = Classifier(len(task.names))
    rng = random.Random(SEED)  # noqa: S311  a shuffle, no secret
    lengths = [len(ids[i]) for i in train]
    plan = [[int(train[i]) for i in b] for _ in range(task.epochs) for b in batches(lengths, rng, size=24)]

    def loss(batch: list[int]) -> Tensor:
        logits = model(*padded([ids[i] for i in batch]))
        if task.exclusive:
            return F.cross_entropy(logits, torch.from_numpy(task.labels[batch].argmax(axis=1)))
        return F.binary_cross_entropy_with_logits(logits, torch.from_numpy(task.labels[batch]).float())

    groups = [
        {"params": model.encoder.encoder.parameters(), "lr": RATE_ENCODER},
        {"params": model.head.parameters(), "lr": RATE_HEAD},
    ]
    return _answers(descend(model, plan, loss, groups), [ids[i] for i in test], exclusive=task.exclusive)


def _answers(model: nn.Module, ids: Sequence[Sequence[int]], *, exclusive: bool) -> NDArray[np.float64]:
    out = []
    with torch.inference_mode():
        for start in range(0, len(ids), 32):
            logits = model(*padded(ids[start : start + 32]))
            out.append((logits.softmax(dim=1) if exclusive else logits.sigmoid()).double().numpy())
    return np.concatenate(out)
