"""A static student of the default encoder: how near it comes to the themes of its teacher, and how fast it is.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m scripts.student.trial WORK`` after `scripts.student.teach`. The student is a
vector a token, summed, divided by a power of their number, and moved by what all texts share. Nothing is shipped; see
docs/decisions/0021-no-static-student.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import adjusted_rand_score, v_measure_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  as torch's own documentation calls it

from benchmarks.themes.placing import place
from benchmarks.themes.run import labelled_rows
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from scripts.reader.rows import data_folder
from scripts.student.teach import TEACHER, save
from scripts.student.texts import MEASURED_ON, folded

SEED = 20160714
BATCH, BLOCK, CELLS = 512, 256, 300
"""Half a batch lies in one cell of the teacher's space: who is near among the near is to be learnt."""
EPOCHS, RATE, RATE_REST, DECAY = 4.0, 1e-3, 2e-3, 2.0
TEMPERATURE = 0.05
SHARPER = 1.4
"""How much farther than learned texts lie from what they share; chosen on HWU64."""
N_TIMED = 2_000

Ids = NDArray[np.int64]


class Student(nn.Module):
    """Vector of a token: what the teacher says of it alone, weighed and turned, and an own part that is kept small."""

    def __init__(self, alone: NDArray[np.float32], rarity: NDArray[np.float64], mean: NDArray[np.float32]) -> None:
        super().__init__()
        apart = alone - alone.mean(axis=0)
        apart /= np.linalg.norm(apart, axis=1, keepdims=True)
        n_dims = alone.shape[1]
        self.register_buffer("alone", torch.from_numpy(apart))
        self.weight = nn.Embedding.from_pretrained(torch.from_numpy(np.log(rarity)[:, None]).float(), freeze=False)
        self.turn = nn.Linear(n_dims, n_dims, bias=False)
        self.turn.weight.data = torch.eye(n_dims)
        self.own = nn.Embedding.from_pretrained(torch.zeros(len(alone), n_dims), freeze=False)
        self.shared = nn.Parameter(torch.from_numpy(mean.copy()))
        self.power = nn.Parameter(torch.tensor(0.5))

    def rows(self, ids: Tensor) -> Tensor:
        """Vectors of tokens, of shape (n_tokens, n_dims)."""
        found: Tensor = torch.exp(self.weight(ids)) * self.turn(self.alone[ids]) + self.own(ids)
        return found

    def forward(self, texts: Sequence[Ids]) -> Tensor:
        """Vectors of texts of shape (n_texts, n_dims), of any length."""
        n = torch.tensor([len(ids) for ids in texts])
        flat = torch.from_numpy(np.concatenate(texts))
        total = torch.zeros(len(texts), self.turn.out_features)
        total = total.index_add(0, torch.repeat_interleave(torch.arange(len(texts)), n), self.rows(flat))
        found: Tensor = total / (n.clamp(min=1) ** self.power)[:, None] + self.shared
        return found


def loss_of(found: Tensor, wanted: Tensor, *, by_neighbours: bool) -> Tensor:
    """Distance to the teacher's vectors; `by_neighbours` mostly how differently the texts of a batch are near."""
    if not by_neighbours:
        return 10 * ((found - wanted) ** 2).sum(dim=1).mean()
    unit, own = F.normalize(found, dim=1), torch.eye(len(found), dtype=torch.bool)
    told = (wanted @ wanted.T / TEMPERATURE).masked_fill(own, -1e9).log_softmax(dim=1)
    said = (unit @ unit.T / TEMPERATURE).masked_fill(own, -1e9).log_softmax(dim=1)
    apart = (told.exp() * (told - said)).masked_fill(own, 0.0).sum(dim=1).mean()
    return apart + 3 * (1 - (unit * wanted).sum(dim=1)).mean()


def batches(matrix: NDArray[np.float32], *, by_neighbours: bool) -> Iterator[Ids]:
    """Rows for a step, without end."""
    rng = np.random.default_rng(SEED)
    cells = MiniBatchKMeans(CELLS, n_init=1, random_state=0, batch_size=4096).fit(matrix).labels_
    while True:
        order = rng.permutation(len(matrix))
        if by_neighbours:
            order = np.argsort(rng.permutation(CELLS)[cells] + rng.random(len(matrix)) / 2, kind="stable")
            order = order[: len(order) // BLOCK * BLOCK].reshape(-1, BLOCK)
            order = order[rng.permutation(len(order))].reshape(-1)
        yield from (order[start : start + BATCH] for start in range(0, len(order) - BATCH + 1, BATCH))


def fit(work: Path, tokenizer: Tokenizer, *, epochs: float, by_neighbours: bool) -> Student:
    """A student trained on what `scripts.student.teach` kept."""
    torch.manual_seed(SEED)
    told = np.concatenate([np.load(path) for path in sorted(work.glob("sentences-???.npy"))]).astype(np.float32)
    texts = [text for _, text in json.loads((work / "texts.json").read_text("utf-8"))][: len(told)]
    ids = ids_of(tokenizer, texts)
    share = np.bincount(np.concatenate(ids), minlength=tokenizer.get_vocab_size()) + 0.5
    rarity = 1e-3 / (1e-3 + share / share.sum())
    student = Student(np.load(work / "tokens.npy").astype(np.float32), rarity, told.mean(axis=0))
    rest = [value for name, value in student.named_parameters() if name != "own.weight"]
    groups = [{"params": [student.own.weight], "lr": RATE}, {"params": rest, "lr": RATE_REST}]
    optimizer = torch.optim.Adam(groups)
    n_steps, wanted = int(epochs * len(told) / BATCH), torch.from_numpy(told)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 20) * max(0.02, 1 - step / max(1, n_steps))
    )
    for _, rows in zip(range(n_steps), batches(told, by_neighbours=by_neighbours), strict=False):
        here = [ids[row] for row in rows]
        loss = loss_of(student(here), wanted[rows], by_neighbours=by_neighbours)
        loss = loss + DECAY * (student.own(torch.from_numpy(np.unique(np.concatenate(here)))) ** 2).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return student.eval()


def ids_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Token ids of each text, without start and end."""
    found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [np.array(one.ids, dtype=np.int64) for one in found]


class Static:
    """The trained student as it would be shipped: a table in float16, a text at a time."""

    def __init__(self, student: Student, tokenizer: Tokenizer, middle: NDArray[np.float32]) -> None:
        with torch.no_grad():
            table = SHARPER * student.rows(torch.arange(student.alone.shape[0])).numpy()
            self._shared = (SHARPER * student.shared.numpy() + (1 - SHARPER) * middle).astype(np.float32)
        self._table, self._power = table.astype(np.float16), student.power.item()
        self._tokenizer = tokenizer

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Unit rows; the vector of a text does not depend on its company."""
        out = np.zeros((len(texts), len(self._shared)), dtype=np.float16)
        for row, text in enumerate(texts):
            ids = self._tokenizer.encode(text, add_special_tokens=False).ids
            vector = self._table[ids].sum(axis=0, dtype=np.float32) / max(1, len(ids)) ** self._power + self._shared
            out[row] = vector / np.sqrt(vector @ vector)
        return out


def scored(vectors: NDArray[np.float16], texts: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """V-measure and ARI of the engine's themes; a text without a theme is a theme of its own."""
    with contextlib.redirect_stdout(io.StringIO()):
        themes = place(vectors, texts).themes()
    found = np.where(themes < 0, len(texts) + np.arange(len(texts)), themes)
    return {
        "V": round(float(v_measure_score(labels, found)), 4),
        "ARI": round(float(adjusted_rand_score(labels, found)), 4),
        "themes": int(themes.max()) + 1,
        "in a theme": round(float((themes >= 0).mean()), 3),
    }


def main() -> None:
    """Print scores of teacher and student on each set, and texts a second of both on one thread."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS, help="0 for the teacher's tokens as they are")
    parser.add_argument("--by-distance", action="store_true", help="learn the vectors alone, not who is near to whom")
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(model_folder(TEACHER) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=512)
    student = fit(wanted.work, tokenizer, epochs=wanted.epochs, by_neighbours=not wanted.by_distance)
    some = [text for _, text in json.loads((wanted.work / "texts.json").read_text("utf-8"))[:N_TIMED]]
    with torch.no_grad():
        middle = student(ids_of(tokenizer, some)).mean(dim=0).numpy()
    teacher, static = OnnxEncoder(model_folder(TEACHER), n_threads=1), Static(student, tokenizer, middle)
    speed = {}
    for name, encoder in (("teacher", teacher), ("student", static)):
        encoder.encode(some[:10])
        started = time.perf_counter()
        encoder.encode(some)
        speed[name] = round(len(some) / (time.perf_counter() - started))
    print(json.dumps({"texts a second, one thread": speed}), flush=True)
    for name in MEASURED_ON:
        rows = {folded(text): (text, label) for _, text, label in labelled_rows(_file(name), None)}
        texts, labels = [text for text, _ in rows.values()], [label for _, label in rows.values()]
        known = wanted.work / f"teacher-{name}.npy"
        if not known.exists():
            save(known, teacher.encode(texts))
        for who, vectors in (("teacher", np.load(known)), ("student", static.encode(texts))):
            print(json.dumps({"set": name, "who": who} | scored(vectors, texts, labels)), flush=True)


def _file(name: str) -> Path:
    return data_folder() / "themes" / f"{name}.csv.gz"


if __name__ == "__main__":
    main()
