"""The page about trust, as it is read where the pages themselves can be read already; open to everybody, for it is needed before."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from launchkit.domain.checklist import Text
from launchkit.web.page import PageOf, Trouble
from launchkit.web.site import SiteOf
from launchkit.web.trusting import CERTIFICATE, PAGE, certificate, trust_page

router = APIRouter()

_OFF: Final = Text(
    zh="这里没有向局域网开放网页，手机不需要安装证书。要开放：在本机运行 launchkit up --lan。",
    en="The pages are not open to the local network here, and no telephone needs a certificate. To open them: launchkit up --lan.",
)


@router.get(PAGE)
def trust(page: PageOf, site: SiteOf) -> Response:
    """How a telephone learns to trust this machine."""
    if site.lan is None:
        return _off(page)
    asked = page.request.query_params.get("lang")
    lang = asked if asked in {"zh", "en"} else page.lang
    agent = page.request.headers.get("user-agent", "")
    return trust_page(site, site.lan, lang=lang, agent=agent)


@router.get(CERTIFICATE)
def authority(page: PageOf, site: SiteOf) -> Response:
    """What a telephone installs."""
    return _off(page) if site.lan is None else certificate(site.lan)


def _off(page: PageOf) -> Response:
    return page.show("refused.html", status=404, trouble=Trouble(status=404, text=_OFF))
