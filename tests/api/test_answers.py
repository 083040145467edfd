"""Lists in parts, tags that change when they have to, merged themes, search and decisions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from feedback2req_api import schemas

from feedback2req.domain.review import Review
from tests.api.conftest import OTHER, PRODUCT, Service, publish_example
from tests.factories import KEYS, MOVE

REQUIREMENT = "req-00000000000000a1"


def everything(service: Service, path: str, headers: dict[str, str], **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        part = service.http.get(
            path, params={**params, **({"cursor": cursor} if cursor else {})}, headers=headers
        ).json()
        found += part["items"]
        cursor = part["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/v1/themes", schemas.Theme),
        ("/v1/requirements", schemas.Requirement),
        ("/v1/snapshots", schemas.Snapshot),
        (f"/v1/themes/{MOVE}/statements", schemas.SourcedStatement),
        ("/v1/search?q=files", schemas.FoundStatement),
    ],
)
def test_every_list_has_the_form_that_is_documented(path: str, form: Any, service: Service) -> None:
    answer = service.http.get(path, headers=service.every())
    assert answer.status_code == 200
    assert schemas.Part[form].model_validate_json(answer.content).items


@pytest.mark.parametrize("path", ["/v1/themes", "/v1/requirements", f"/v1/themes/{MOVE}/statements"])
def test_a_list_in_parts_is_the_list(path: str, service: Service) -> None:
    headers = service.every()
    whole = everything(service, path, headers)
    assert everything(service, path, headers, limit=1) == whole
    assert len(whole) > 1


def test_a_list_goes_on_in_the_snapshot_that_it_began_in(service: Service) -> None:
    headers = service.every()
    first = service.http.get("/v1/themes?limit=2", headers=headers).json()
    publish_example(service.store)
    rest = everything(service, "/v1/themes", headers, limit=2)[2:]
    second = service.http.get("/v1/themes", params={"limit": 2, "cursor": first["next"]}, headers=headers).json()
    assert second["items"] == rest[:2]


def test_lists_are_empty_before_the_first_snapshot(service: Service) -> None:
    headers = service.every("New product")
    for path in ("/v1/themes", "/v1/requirements", "/v1/snapshots", "/v1/search?q=x"):
        assert service.http.get(path, headers=headers).json() == {"items": [], "next": None}


def test_a_scope_counts_what_is_inside_it(service: Service) -> None:
    headers = service.every()
    whole = service.http.get("/v1/themes", headers=headers).json()["items"]
    part = service.http.get("/v1/themes?last_on=2016-06-03", headers=headers).json()["items"]
    assert 0 < sum(one["n_items"] for one in part) < sum(one["n_items"] for one in whole)
    assert service.http.get("/v1/themes?source=nobody", headers=headers).json()["items"] == []


def test_a_filter_that_a_list_does_not_have_is_refused(service: Service) -> None:
    answer = service.http.get("/v1/themes?sources=google-play", headers=service.every())
    assert (answer.status_code, answer.json()["code"]) == (422, "not_valid")
    assert "source" in answer.json()["errors"][0]["detail"]


def test_a_theme_has_its_key_and_a_key_that_nobody_knows_is_not_found(service: Service) -> None:
    headers = service.every()
    assert service.http.get(f"/v1/themes/{MOVE}", headers=headers).json()["key"] == MOVE
    assert service.http.get("/v1/themes/theme-nobody", headers=headers).json()["code"] == "not_found"
    assert service.http.get("/v1/snapshots/snap-nobody/changes", headers=headers).json()["code"] == "not_found"


def test_a_merged_theme_says_where_it_went(service: Service) -> None:
    answer = service.http.get("/v1/themes/theme-00000000000000f6", headers=service.every())
    assert answer.json() == {"key": "theme-00000000000000f6", "merged_into": MOVE}


def test_changes_tell_what_moved(service: Service) -> None:
    headers = service.every()
    snapshot = service.http.get("/v1/snapshots", headers=headers).json()["items"][0]["id"]
    answer = service.http.get(f"/v1/snapshots/{snapshot}/changes", headers=headers)
    assert schemas.Part[schemas.Change].model_validate_json(answer.content).items


def test_changes_since_any_older_snapshot_are_told(service: Service) -> None:
    headers = service.every()
    publish_example(service.store)
    newest = publish_example(service.store)
    ids = [one["id"] for one in service.http.get("/v1/snapshots", headers=headers).json()["items"]]
    path = f"/v1/snapshots/{newest}/changes"
    recorded = everything(service, path, headers)
    assert everything(service, path, headers, since=ids[1]) == recorded
    answer = service.http.get(path, params={"since": ids[2]}, headers=headers)
    found = schemas.Part[schemas.Change].model_validate_json(answer.content).items
    # the example tells the same move each time, and stands as it stood
    assert {one["event"] for one in recorded} > {one.event for one in found}
    assert everything(service, path, headers, since=ids[2], limit=1) == answer.json()["items"]


@pytest.mark.parametrize(
    ("since", "status", "code"),
    [
        ("snap-nobody", 404, "not_found"),
        ("2016-06-15", 404, "not_found"),
        ("another", 404, "not_found"),
        ("itself", 400, "wrong_usage"),
        ("newer", 400, "wrong_usage"),
        ("", 422, "not_valid"),
    ],
)
def test_changes_since_what_is_no_older_snapshot_are_refused(
    since: str, status: int, code: str, service: Service
) -> None:
    itself = publish_example(service.store)
    named = {
        "itself": itself,
        "newer": publish_example(service.store),
        "another": publish_example(service.store, OTHER),
    }
    answer = service.http.get(
        f"/v1/snapshots/{itself}/changes", params={"since": named.get(since, since)}, headers=service.every()
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_changes_of_another_product_are_not_found_and_need_the_scope_to_read(service: Service) -> None:
    first = service.http.get("/v1/snapshots", headers=service.every()).json()["items"][0]["id"]
    path = f"/v1/snapshots/{publish_example(service.store)}/changes?since={first}"
    assert service.http.get(path, headers=service.key("read")).status_code == 200
    assert service.http.get(path, headers=service.every(OTHER)).json()["code"] == "not_found"
    assert service.http.get(path, headers=service.key("ingest", "review", "admin")).json()["code"] == "wrong_scope"
    assert service.http.get(path).json()["code"] == "no_key"


def test_what_the_asker_has_is_not_sent_again_until_something_changes(service: Service) -> None:
    headers = service.every()
    paths = ("/v1/themes", f"/v1/themes/{MOVE}", "/v1/requirements")

    def tags() -> list[str]:
        return [service.http.get(path, headers=headers).headers["etag"] for path in paths]

    seen = [tags()]
    for path, tag in zip(paths, seen[0], strict=True):
        again = service.http.get(path, headers={**headers, "If-None-Match": f'"x", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    changes = (
        lambda: service.store.reviews.add(
            PRODUCT, [Review(review_id="r1", at=datetime.now(UTC), by="me", action="pin", target=MOVE)]
        ),
        lambda: service.store.erasure.withdraw(PRODUCT, ["item-0000000000000002"]),
        lambda: publish_example(service.store),
    )
    for change in changes:
        change()
        seen.append(tags())
    for position in range(len(paths)):
        assert len({one[position] for one in seen}) == len(seen)


def test_erased_words_are_not_served_from_memory(service: Service) -> None:
    headers = service.every()
    path = f"/v1/themes/{MOVE}/statements"
    assert "lost my photos" in service.http.get(path, headers=headers).text
    service.store.erasure.withdraw(PRODUCT, ["item-0000000000000002"])
    for one in (path, "/v1/requirements", "/v1/themes", "/v1/search?q=photos"):
        assert "lost my photos" not in service.http.get(one, headers=headers).text


def test_a_search_finds_words(service: Service) -> None:
    found = service.http.get("/v1/search", params={"q": "google drive"}, headers=service.every()).json()["items"]
    assert found
    assert all("google drive" in one["text"].casefold() for one in found)


def decide(service: Service, path: str, headers: dict[str, str], **body: Any) -> Any:
    tag = service.http.get(path, headers=headers).headers.get("etag", "*")
    return service.http.post(f"{path}/reviews", json=body, headers={**headers, "If-Match": tag})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/v1/themes/{MOVE}", {"action": "rename", "value": "Moving files"}),
        (f"/v1/themes/{MOVE}", {"action": "merge", "value": KEYS[1]}),
        (f"/v1/themes/{MOVE}", {"action": "pin"}),
        (f"/v1/themes/{MOVE}", {"action": "split", "value": "Deleting", "statements": ["stmt-0000000000000002"]}),
        (f"/v1/themes/{MOVE}", {"action": "move", "value": KEYS[1], "statements": ["stmt-0000000000000002"]}),
        (f"/v1/themes/{MOVE}", {"action": "move", "statements": ["stmt-0000000000000002"]}),
        (f"/v1/requirements/{REQUIREMENT}", {"action": "accept"}),
        (f"/v1/requirements/{REQUIREMENT}", {"action": "reject", "value": "out of scope"}),
        (f"/v1/requirements/{REQUIREMENT}", {"action": "effort", "value": "2.5"}),
        (f"/v1/requirements/{REQUIREMENT}", {"action": "link", "value": "APP-1"}),
    ],
    ids=lambda v: v["action"] if isinstance(v, dict) else "",
)
def test_a_decision_is_kept_with_the_words_that_it_rests_on(path: str, body: dict[str, Any], service: Service) -> None:
    answer = decide(service, path, service.every(), **body)
    assert answer.status_code == 201, answer.text
    assert schemas.ReviewOut.model_validate_json(answer.content).action == body["action"]
    (kept,) = service.store.reviews.reviews(PRODUCT)
    assert (kept.action, kept.value) == (body["action"], body.get("value"))
    assert kept.anchors


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (f"/v1/themes/{MOVE}", {"action": "rename"}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "merge", "value": "theme-nobody"}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "merge", "value": MOVE}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "merge", "value": KEYS[-1]}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "rename", "value": "x" * 81}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "move"}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "move", "statements": ["stmt-0000000000000005"]}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "split", "value": "x", "statements": ["nobody"]}, "wrong_usage"),
        (f"/v1/themes/{MOVE}", {"action": "accept"}, "not_valid"),
        (f"/v1/requirements/{REQUIREMENT}", {"action": "effort", "value": "nan"}, "wrong_usage"),
        ("/v1/requirements/req-nobody", {"action": "accept"}, "not_found"),
    ],
    ids=lambda v: str(v),
)
def test_a_decision_that_cannot_be_is_refused(path: str, body: dict[str, Any], code: str, service: Service) -> None:
    assert decide(service, path, service.every(), **body).json()["code"] == code
    assert service.store.reviews.reviews(PRODUCT) == ()


def test_who_decides_has_to_have_read_what_is_there_now(service: Service) -> None:
    headers = service.every()
    path = f"/v1/themes/{MOVE}"
    tag = service.http.get(path, headers=headers).headers["etag"]
    asked = service.http.post(f"{path}/reviews", json={"action": "pin"}, headers=headers)
    assert (asked.status_code, asked.json()["code"]) == (428, "if_match_needed")
    assert decide(service, path, headers, action="pin").status_code == 201
    late = service.http.post(f"{path}/reviews", json={"action": "pin"}, headers={**headers, "If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed")
