"""The application: what there is to serve so far is that it is alive, and what it can do."""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from feedback2req import __version__


class Health(BaseModel):
    """Answer of the liveness probe."""

    model_config = ConfigDict(extra="forbid")

    status: str
    version: str


def create_app() -> FastAPI:
    """Make the application; nothing heavy is loaded before a request needs it."""
    app = FastAPI(title="feedback2req", version=__version__, docs_url=None, redoc_url=None)

    @app.get("/healthz", summary="Is the process alive?")
    def healthz() -> Health:
        return Health(status="ok", version=__version__)

    return app
