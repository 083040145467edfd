"""The only reader of the environment, and of the file that switches a language model on."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage

_FROM_ENVIRONMENT = {"base_url": "FEEDBACK2REQ_LLM_BASE_URL", "model": "FEEDBACK2REQ_LLM_MODEL"}


STORE = "FEEDBACK2REQ_STORE"


def store_url(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The store that was named, else that of the environment.

    Raises
    ------
    WrongUsage
        If there is neither.
    """
    url = given or environment.get(STORE)
    if not url:
        raise WrongUsage(
            "no store is named", remedy=f"give --store sqlite:///path.db, or set the environment variable {STORE}"
        )
    return url


class LlmSettings(BaseModel):
    """What has to be said before any word goes to a language model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    products: tuple[str, ...] = Field(min_length=1, description="products that it is switched on for")
    base_url: str = Field(description="the endpoint, without /chat/completions; there is no default")
    model: str = Field(min_length=1, max_length=120, description="name that the endpoint knows the model by")
    api_key_env: str | None = Field(default=None, description="name of the environment variable that holds the key")
    timeout_s: float = Field(default=60.0, gt=0.0, le=600.0, description="seconds a call may take")
    max_calls: int = Field(default=200, ge=1, le=10_000, description="most calls of one run")
    cache: Path | None = Field(default=None, description="folder in which answers are kept")
    plain_http: bool = Field(default=False, description="allow http to another machine")

    @field_validator("base_url")
    @classmethod
    def _is_an_endpoint(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an http or https address is expected, such as http://localhost:11434/v1")
        if parts.port == 0:  # asking for it refuses what is no port at all
            raise ValueError("no server listens on port 0")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("it may hold no login, query or fragment; a key goes into the environment")
        return value

    @field_validator("model")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("a name on one line is expected")
        return value

    @model_validator(mode="after")
    def _is_private(self) -> Self:
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and not self.plain_http and not _is_this_machine(parts.hostname or ""):
            raise ValueError("http to another machine can be read on the way: use https, or say plain_http: true")
        return self

    def api_key(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """The key, from the variable that is named; None where none is.

        Raises
        ------
        WrongUsage
            If the variable is not set, or holds more than a key.
        """
        if self.api_key_env is None:
            return None
        key = environment.get(self.api_key_env, "").strip()
        if not key or not key.isascii() or not key.isprintable():
            raise WrongUsage(
                f"the environment variable {printable(self.api_key_env)} holds no API key",
                remedy="set it, or leave api_key_env out for an endpoint without keys",
            )
        return key


def llm_settings(path: Path, environment: Mapping[str, str] = os.environ) -> LlmSettings:
    """What a file says, and for what it leaves out, the environment.

    The file goes before the environment: a stray variable must not decide where customers' words go.

    Raises
    ------
    WrongUsage
        If the file cannot be read, is no YAML or JSON, or says what it may not.
    """
    where = printable(str(path), 300)
    try:
        raw = yaml.safe_load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise WrongUsage(f"the config of the language model cannot be read: {error.strerror}", where=where) from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise WrongUsage("the config of the language model is neither YAML nor JSON", where=where) from error
    if not isinstance(raw, dict):
        raise WrongUsage(
            "the config of the language model holds no mapping", where=where, remedy="write `products:` and so on"
        )
    filled: dict[Any, Any] = {n: environment[v] for n, v in _FROM_ENVIRONMENT.items() if environment.get(v)}
    try:
        return LlmSettings.model_validate(filled | raw)
    except ValidationError as error:
        first = error.errors()[0]
        name = printable(".".join(str(part) for part in first["loc"]) or "the whole")
        message = (
            f"the config of the language model: {name} is not usable: {first['msg'].removeprefix('Value error, ')}"
        )
        raise WrongUsage(message, where=where) from error


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
