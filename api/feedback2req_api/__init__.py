"""The HTTP service, as a package of its own."""

from feedback2req_api.app import create_app

__all__ = ["create_app"]
