"""How a telephone learns to trust this machine: one page and one file, also at a plain address that serves nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from launchkit.web.lan import Lan
from launchkit.web.qr import qr
from launchkit.web.security.shield import Shield
from launchkit.web.site import Site
from launchkit.web.templating import STATIC

PAGE: Final = "/trust"
CERTIFICATE: Final = "/trust/launchkit.crt"
#: what telephones take for a certificate to install
MEDIA: Final = "application/x-x509-ca-cert"
#: what the page is drawn with
_SHEETS: Final = ("app.css", "trust.css", "mark.svg", "icons.svg")
#: words of a browser's name, and the kind of telephone whose steps are open at first
_TELEPHONES: Final = (
    ("OpenHarmony", "harmony"), ("HarmonyOS", "harmony"), ("iPhone", "iphone"), ("iPad", "iphone"), ("Android", "android"),
)  # fmt: skip
#: browsers inside of chat programs, which install nothing and trust nobody
_INSIDE: Final = ("MicroMessenger", "wxwork", "DingTalk", "Lark", "AlipayClient")


def trust_page(site: Site, lan: Lan, *, lang: str, agent: str) -> Response:
    """The page, in the language and for the telephone of whoever looks."""
    doors = lan.doors
    body = site.environment.get_template("trust.html").render(
        lang=lang,
        say=lambda zh, en: en if lang == "en" else zh,
        telephone=next((kind for word, kind in _TELEPHONES if word in agent), ""),
        inside=any(word in agent for word in _INSIDE),
        web=doors.web,
        trust=doors.trust,
        others=doors.others,
        certificate=CERTIFICATE,
        authority=lan.authority.name,
        digest=lan.authority.digest.split(":"),
        until=lan.authority.until.date().isoformat(),
        qr=qr(doors.trust, doors.trust),
    )
    answer = HTMLResponse(body)
    answer.headers["Content-Language"] = "zh-CN" if lang == "zh" else "en"
    answer.headers["Vary"] = "Accept-Language, User-Agent"
    return answer


def certificate(lan: Lan) -> Response:
    """The certificate of the authority: what a telephone installs, and nothing secret."""
    return Response(lan.authority.der, media_type=MEDIA)


def spoken(query: Mapping[str, str], headers: Headers, settled: str) -> str:
    """The language of the page: as asked for in its address, else as the browser says, else that of the installation."""
    asked = query.get("lang")
    if asked in {"zh", "en"}:
        return asked
    for part in headers.get("accept-language", "").lower().split(","):
        if part.strip()[:2] in {"zh", "en"}:
            return part.strip()[:2]
    return settled


def trust_app(site: Site, lan: Lan) -> ASGIApp:
    """What is served in plain: the page about trust, the certificate, and the sheets that the page is drawn with."""
    settled = site.office.settings.lang

    def page(request: Request) -> Response:
        lang = spoken(request.query_params, request.headers, settled)
        return trust_page(site, lan, lang=lang, agent=request.headers.get("user-agent", ""))

    def file(_request: Request) -> Response:
        return certificate(lan)

    def sheet(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _SHEETS:
            return PlainTextResponse("not found\n", status_code=404)
        return FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})

    def start(_request: Request) -> Response:
        return RedirectResponse(PAGE, status_code=307)

    inner = Starlette(
        routes=[
            Route("/", start),
            Route(PAGE, page),
            Route(CERTIFICATE, file),
            Route("/static/{name}", sheet),
        ]
    )
    return Shield(inner, site=site, broken=_broken)


def _broken(_scope: Scope, reference: str) -> Response:
    return PlainTextResponse(f"{reference}\n", status_code=500)
