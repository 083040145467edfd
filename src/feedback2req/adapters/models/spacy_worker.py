"""A process that parses texts for `SpacyParser`: lists of texts come in, lists of parses go out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from feedback2req.adapters.models.spacy_parser import load_pipeline, parse_all, receive, send


def main() -> None:
    """Answer until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, prints beside the answers, not into them
    pipeline = None
    while True:
        try:
            texts = receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            pipeline = pipeline or load_pipeline(Path(sys.argv[1]))
            answer: object = parse_all(pipeline, texts)
        except Exception as error:  # told to the caller, who raises it
            answer = f"{type(error).__name__}: {error}"
        send(out, answer)


if __name__ == "__main__":
    main()
