"""The reader as a torch module: one encoder, outputs for a text and for its words, an offset a training set."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

from scripts.reader.rows import LABELS, QUALITIES

N_INTENTS = len(LABELS)
N_SENTIMENTS = 3
N_OUTPUTS = N_INTENTS + N_SENTIMENTS + len(QUALITIES)
WORD_OUTPUTS = ("begins", "inside")
"""Of each word: whether a new piece begins with it, and whether it belongs to a point and not to a remainder."""


class ReaderModel(nn.Module):
    """Logits of shape (n_texts, n_outputs): intents and advice, then sentiment, then quality characteristic.

    Sets draw the line of a label in different places: what is a request in one is none in another. Each set adds a
    learned offset of its own to the logits; that of the gold set is zero, and so the exported model has none.
    """

    def __init__(self, encoder: BertModel, n_sets: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * width, N_OUTPUTS)
        self.word_head = nn.Linear(width, len(WORD_OUTPUTS))
        self.offsets = nn.Embedding(n_sets, N_OUTPUTS)
        nn.init.zeros_(self.offsets.weight)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits of whole texts, without any set's offset."""
        return self._whole(self._hidden(input_ids, attention_mask), attention_mask)

    def both(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of whole texts and of their tokens, from one reading."""
        hidden = self._hidden(input_ids, attention_mask)
        return self._whole(hidden, attention_mask), self.word_head(hidden)

    def _whole(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        logits: Tensor = self.head(self.drop(torch.cat([hidden[:, 0], mean], dim=1)))
        return logits

    def words(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits of every token, of shape (n_texts, n_tokens, 2)."""
        logits: Tensor = self.word_head(self.drop(self._hidden(input_ids, attention_mask)))
        return logits

    def _hidden(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return hidden
