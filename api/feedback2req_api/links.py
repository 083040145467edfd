"""What an answer leads to, as the OpenAPI document tells it: a tester, or a program, can go on from there."""

from __future__ import annotations

from typing import Any


def leads_to(status: int, **by: str) -> dict[int | str, dict[str, Any]]:
    """Links of an answer.

    Parameters
    ----------
    **by : str
        Name of the route that follows, to ``parameter=pointer`` into the body.
    """
    links = {}
    for operation, how in by.items():
        parameter, _, pointer = how.partition("=")
        links[operation] = {"operationId": operation, "parameters": {parameter: f"$response.body#{pointer}"}}
    return {status: {"links": links}}
