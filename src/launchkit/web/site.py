"""What every page works with: the open office, the templates, and how this installation is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from jinja2 import Environment

from launchkit.bootstrap import Office
from launchkit.domain.telling.overview import Glance
from launchkit.web.company.provider import Provider, lacking
from launchkit.web.delays import Delays
from launchkit.web.figured import Figured
from launchkit.web.lan import Lan
from launchkit.web.previews import Previews
from launchkit.web.waking import Waking

#: Addresses of this machine itself.
_HERE: Final = ("localhost", "127.0.0.1", "::1")
#: Set on a request that came by way of a proxy we know, whatever it said.
BY_PROXY: Final = "launchkit.by_proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one password costs to check: argon2id with so many KiB, rounds and lanes."""

    memory: int = 65_536
    rounds: int = 3
    lanes: int = 4


@dataclass(slots=True, kw_only=True)
class Site:
    """One application over one office."""

    office: Office
    environment: Environment
    delays: Delays
    figured: Figured
    waking: Waking
    previews: Previews
    cost: Cost = field(default_factory=Cost)
    #: the company's sign-in, where it is set up
    company: Provider | None = None
    #: how the local network reaches the pages; none: this machine alone, or whatever stands before it
    lan: Lan | None = None
    #: roles of people by case, as far as they have been looked up: case -> (end of its stream, …)
    teams: dict[str, tuple[int, dict[str, tuple[str, ...]], frozenset[str]]] = field(
        default_factory=dict
    )
    #: what the overview says of cases, as far as it was asked: case -> (end of its stream, …)
    glances: dict[str, tuple[int, Glance]] = field(default_factory=dict)

    @property
    def web_url(self) -> str | None:
        """Address under which others reach the pages, if it was set."""
        return self.office.settings.web_url

    def is_secure(self, request: Request) -> bool:
        """Whether the browser speaks TLS with us, or with what stands before us."""
        return request.url.scheme == "https" or (self.web_url or "").startswith("https://")

    def origins(self, request: Request) -> frozenset[str]:
        """Origins whose forms are ours."""
        own = {f"{request.url.scheme}://{request.url.netloc}"}
        if self.web_url:
            parts = urlsplit(self.web_url)
            own.add(f"{parts.scheme}://{parts.netloc}")
        return frozenset(own)

    def knows_host(self, host: str) -> bool:
        """Whether a request may be meant for us: no foreign name may be pointed at this machine (DNS rebinding)."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in _HERE or name == urlsplit(self.web_url or "").hostname:
            return True
        return _is_address(name) or (self.lan is not None and self.lan.knows(name))

    def is_pinned(self, host: str) -> bool:
        """Whether browsers shall speak nothing but TLS with this name, at any port, from now on.

        Only with the name of the setting, when it is one of the Internet's: at a name of the local network there is also
        the plain page by which a telephone learns to trust us.
        """
        parts = urlsplit(self.web_url or "")
        name = parts.hostname or ""
        if parts.scheme != "https" or _is_address(name) or name.endswith(".local"):
            return False
        return "." in name and urlsplit(f"//{host}").hostname == name


def company_of(office: Office) -> Provider | None:
    """The company's sign-in, if it is set up and nothing is missing."""
    settings = office.settings.company
    return None if settings is None or lacking(settings) else Provider(settings, office.clock)


def is_here(request: Request) -> bool:
    """Whether whoever asks sits at this machine, with nothing in between that forwards for others."""
    forwarded = {"forwarded", "x-forwarded-for"} & {key.lower() for key in request.headers}
    between = bool(forwarded) or BY_PROXY in request.scope
    return request.client is not None and request.client.host in _HERE and not between


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def site_of(request: Request) -> Site:
    """The site a request came to."""
    site: Site = request.app.state.site
    return site


async def _found(request: Request) -> Site:
    """The same, without a thread of its own: every route asks for it, some several times over."""
    return site_of(request)


SiteOf = Annotated[Site, Depends(_found)]
