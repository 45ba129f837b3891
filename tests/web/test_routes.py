"""Every route: behind a sign-in unless it is meant to be open, and with an object check for whatever it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from launchkit.web import api, pages
from launchkit.web.app import OPEN
from launchkit.web.gather import routers
from launchkit.web.objects import CHECKS, CaseOf
from tests.web.conftest import Site

#: words in addresses that name no object of ours: a file of the program, and secrets that are looked up by their digest
NO_OBJECT = {("files", "name"), ("feeds", "name"), ("entry_links", "word")}
_NAMED = re.compile(r"{(\w+)[^}]*}")


def all_routes() -> Iterator[tuple[str, bool, APIRoute]]:
    """Module, whether it is open to everybody, route."""
    for package, is_open in ((pages, OPEN), (api, frozenset())):
        for name, router in routers(package):
            for route in router.routes:
                assert isinstance(route, APIRoute), f"{name}: only plain routes are checked"
                yield name, name in is_open, route


ROUTES = list(all_routes())


def taken_by(dependant: Any) -> Iterator[tuple[str, Any]]:
    """Words of the address that are taken, each with the function that takes it."""
    for one in dependant.path_params:
        yield one.alias, dependant.call
    for each in dependant.dependencies:
        yield from taken_by(each)


def unchecked(name: str, route: APIRoute) -> list[str]:
    """Words of an address that no object check takes."""
    named = {word for word in _NAMED.findall(route.path) if (name, word) not in NO_OBJECT}
    checks = set(CHECKS.values())
    taken = list(taken_by(route.dependant))
    checked = {word for word, call in taken if call in checks}
    past = {word for word, call in taken if call not in checks and word in named}
    return sorted((named - checked) | past)


@pytest.mark.parametrize(
    ("name", "route"),
    [(name, route) for name, _, route in ROUTES],
    ids=[
        f"{name}:{','.join(sorted(route.methods or ()))}:{route.path}" for name, _, route in ROUTES
    ],
)
def test_whatever_an_address_names_is_found_by_an_object_check(name: str, route: APIRoute) -> None:
    assert unchecked(name, route) == [], "take it by a dependency of web/objects.py"


def test_the_check_finds_a_route_that_takes_an_id_by_itself() -> None:
    router = APIRouter()

    @router.get("/cases/{case}/secrets/{secret}")
    def planted(case: CaseOf, secret: str) -> str:
        return f"{case.id}{secret}"

    @router.get("/cases/{case}")
    def worse(case: str) -> str:
        return case

    @router.get("/cases/{case}/lazy")
    def lazy() -> str:
        return ""

    routes = [one for one in router.routes if isinstance(one, APIRoute)]
    assert [unchecked("x", one) for one in routes] == [["secret"], ["case"], ["case"]]


def filled(path: str) -> str:
    return _NAMED.sub("1", path)


@pytest.mark.parametrize(
    "route",
    # Those of the API are asked without a token, all of them, in tests/web/api.
    [route for _, is_open, route in ROUTES if not is_open and not route.path.startswith("/api/")],
    ids=lambda route: f"{','.join(sorted(route.methods or ()))}:{route.path}",
)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(site: Site, route: APIRoute) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    for method in route.methods or ():
        answer = (
            browser.get(filled(route.path))
            if method == "GET"
            else browser.post(filled(route.path))
        )
        assert answer.status_code in {303, 401}
        assert answer.headers.get("location", "/sign-in").startswith("/sign-in")


def test_what_is_open_is_listed_here() -> None:
    """A page that is open to everybody is a decision; whoever takes it changes this list as well."""
    found = {
        f"{','.join(sorted(route.methods or ()))} {route.path}"
        for _, is_open, route in ROUTES
        if is_open
    }
    assert found == {
        "GET /static/{name}",
        "GET /healthz",
        "GET /sw.js",
        "GET /offline",
        "GET /feeds/{name}",
        "GET /sign-in",
        "POST /sign-in",
        "POST /sign-out",
        "POST /preferences",
        "GET /trust",
        "GET /trust/launchkit.crt",
        "GET /link/{word}",
        "POST /link/{word}",
        "POST /examples/as",
        "GET /sign-in/company",
        "GET /sign-in/company/callback",
        "POST /sign-in/company/code",
    }


def test_nothing_changes_by_looking(site: Site) -> None:
    """A page that is looked at writes no entry."""
    browser = site.as_("H1")
    before = site.office.store.streams()
    heads = [site.office.store.head(one).seq for one in before]
    for _, _, route in ROUTES:
        if "GET" in (route.methods or ()) and "{" not in route.path:
            assert browser.get(route.path).status_code < 500
    assert [site.office.store.head(one).seq for one in before] == heads


def test_every_place_of_the_navigation_that_is_there_can_be_reached(site: Site) -> None:
    from launchkit.web.page import PLACES  # noqa: PLC0415

    site.make_administrator("H1")
    browser = site.as_("H1")
    page = browser.get("/today").text
    for place in PLACES:
        if place.path in site.app.state.paths:
            assert f'href="{place.path}"' in page
            assert browser.get(place.path).status_code == 200


def test_the_documentation_of_the_interface_is_not_served_to_outsiders(site: Site) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert site.browser().get(path).status_code in {303, 404}
