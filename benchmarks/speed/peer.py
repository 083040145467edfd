"""BERTopic's fit on given texts, with this project's encoder; run by the Python of its own environment.

``python peer.py TEXTS.json OUT.json``. Needs bertopic, onnxruntime and tokenizers, but not this project installed: the
encoder's two files are taken from the checkout.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))


def main(texts_file: Path, out: Path) -> None:
    """Embed, fit with the defaults, and say how it went."""
    from bertopic import BERTopic

    from feedback2req.adapters.models.onnx_encoder import OnnxEncoder

    texts = json.loads(texts_file.read_text("utf-8"))
    started = time.perf_counter()
    vectors = OnnxEncoder(ROOT / "models" / "bge-small-en-v1.5-int8").encode(texts).astype("float32")
    embedded = time.perf_counter()
    topics, _ = BERTopic(embedding_model=None).fit_transform(texts, vectors)
    fitted = time.perf_counter()
    found = {
        "bertopic": importlib.metadata.version("bertopic"),
        "n_texts": len(texts),
        "n_topics": len({t for t in topics if t >= 0}),
        "n_outliers": sum(t < 0 for t in topics),
        "embed_s": round(embedded - started, 3),
        "fit_s": round(fitted - embedded, 3),
    }
    out.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
