"""The encoder that the reader starts from: bge-small-en-v1.5 in float, put back together from its int8 file."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from feedback2req.adapters.models.folders import model_folder

BASE = "bge-small-en-v1.5-int8"
_OF_NODE = re.compile(r"^/encoder/(layer\.\d+/.+)/MatMul_quant$")


def base_model(n_layers: int) -> BertModel:
    """Float model with the lowest `n_layers` layers of the vendored encoder.

    The file holds each weight as int8 with a scale, which loses little: its vectors and those of this model have a
    cosine above 0.99.
    """
    folder = model_folder(BASE)
    graph = onnx.load(str(folder / "model.onnx")).graph
    held = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    state: dict[str, torch.Tensor] = {}
    for name, values in held.items():
        if values.dtype == np.float32 and re.match(r"(embeddings|encoder)\.", name):
            state[name] = torch.from_numpy(values.copy())
        elif name.endswith(".weight_quantized"):
            state[name.removesuffix("_quantized")] = _floats(held, name)
    for node in graph.node:
        place = _OF_NODE.match(node.name)
        if node.op_type == "MatMulInteger" and place:
            state[f"encoder.{place[1].replace('/', '.')}.weight"] = _floats(held, node.input[1]).T.contiguous()
    config = json.loads((folder / "config.json").read_text("utf-8"))
    model = BertModel(BertConfig(**{**config, "num_hidden_layers": n_layers}), add_pooling_layer=False)
    wanted = set(model.state_dict())
    missing = wanted - set(state)
    if missing:
        raise ValueError(f"the encoder's file lacks {sorted(missing)[:3]}")
    model.load_state_dict({name: state[name] for name in wanted})
    return model


@contextmanager
def saved_for_transformers(model: BertModel) -> Iterator[Path]:
    """A folder for a while that other libraries load the model from."""
    with tempfile.TemporaryDirectory() as scratch:
        model.save_pretrained(scratch)
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
            shutil.copyfile(model_folder(BASE) / name, Path(scratch) / name)
        yield Path(scratch)


def _floats(held: dict[str, np.ndarray], name: str) -> torch.Tensor:
    stem = name.removesuffix("_quantized")
    values = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
    return torch.from_numpy(values * held[f"{stem}_scale"].astype(np.float32))
