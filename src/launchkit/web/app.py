"""The application: pages and interface over an open office, behind one set of safety rules."""

from __future__ import annotations

import hashlib
from typing import Final

from fastapi import Depends, FastAPI

from launchkit import __version__
from launchkit.bootstrap import Office
from launchkit.web import api, pages
from launchkit.web.delays import Delays
from launchkit.web.failures import answer_with_sentences, broken
from launchkit.web.figured import Figured
from launchkit.web.gather import routers
from launchkit.web.lan import Lan
from launchkit.web.previews import Previews
from launchkit.web.security.forms import own_form
from launchkit.web.security.forwarded import Forwarded
from launchkit.web.security.shield import Shield
from launchkit.web.security.tokens import Meter, by_token
from launchkit.web.security.viewer import signed_in
from launchkit.web.site import Cost, Site, company_of
from launchkit.web.still import Still
from launchkit.web.templating import HERE, make_environment
from launchkit.web.waking import Waking

#: Pages that are open to whoever is not signed in; every other page, and all of the interface, asks who it is.
OPEN: Final = frozenset(
    {"company", "entry_links", "feeds", "files", "offline", "sign_in", "trust"}
)


def create_app(office: Office, *, cost: Cost | None = None, lan: Lan | None = None) -> FastAPI:
    """The application over an open office, which outlives it; `cost` is what checking a password costs.

    `lan` says how the local network reaches it, where it does.
    """
    site = Site(
        office=office,
        environment=make_environment(),
        delays=Delays(office),
        figured=Figured(office),
        waking=Waking(office.settings),
        previews=Previews(office.settings.home / "previews", office.vault.get),
        cost=cost or Cost(),
        company=company_of(office),
        lan=lan,
    )
    app = FastAPI(
        title="launchkit",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(own_form)],
    )
    app.state.site = site
    app.state.paths = set()
    app.state.meter = Meter()
    for package, who in ((pages, signed_in), (api, by_token)):
        for name, router in routers(package):
            asks = [] if package is pages and name in OPEN else [Depends(who)]
            app.include_router(router, dependencies=asks)
            app.state.paths.update(getattr(one, "path", "") for one in router.routes)
    app.state.version = _version()
    answer_with_sentences(app)
    app.add_middleware(Still, site=site)
    app.add_middleware(Shield, site=site, broken=broken)
    app.add_middleware(Forwarded, proxies=office.settings.proxies)
    return app


def _version() -> str:
    """Changes with the program and its templates, so that no page of an earlier one is taken for current."""
    found = hashlib.sha256(__version__.encode())
    for path in sorted((HERE / "templates").rglob("*.html")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]
