"""Answers kept in a folder, so that a run that asks the same again gets the same."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from feedback2req.adapters.llm.endpoint import Chat, Completion
from feedback2req.domain.identity import digest
from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage


class CachedChat:
    """Asks another chat once for each request, and a file from then on.

    The key is a digest of the endpoint and of the whole request: model, prompt, seed and schema. Only finished
    answers are kept; a file that cannot be read is as good as none.

    Parameters
    ----------
    folder : Path
        Made when it is not there, readable for its owner alone: answers hold customers' words.
    base_url : str
        Two servers may serve two models under one name.

    Raises
    ------
    WrongUsage
        If the folder cannot be made.
    """

    def __init__(self, inner: Chat, folder: Path, *, base_url: str) -> None:
        self._inner = inner
        self._folder = folder
        self._base_url = base_url
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            what = f"the folder for answers of the language model cannot be made: {error.strerror}"
            raise WrongUsage(what, where=printable(str(folder), 300)) from error

    def complete(self, body: Mapping[str, Any]) -> Completion:
        """The kept answer, else a new one."""
        key = digest(self._base_url, json.dumps(body, sort_keys=True, ensure_ascii=False))
        path = self._folder / f"{key}.json"
        kept = _read(path)
        if kept is not None:
            return Completion(text=kept)
        found = self._inner.complete(body)
        if found.outcome == "ok":
            # a full disk costs a call in the next run, and nothing in this one
            with suppress(OSError):
                _write(path, found.text)
        return found


def _read(path: Path) -> str | None:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    text = raw.get("text") if isinstance(raw, dict) else None
    return text if isinstance(text, str) else None


def _write(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".new")  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
        json.dump({"text": text}, file)
    Path(name).replace(path)
