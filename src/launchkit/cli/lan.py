"""`launchkit up --lan`: what is prepared before telephones can come in, and what is printed for them."""

from __future__ import annotations

import io
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from launchkit.cli.run import Run, Unfit

if TYPE_CHECKING:
    from launchkit.cli.children import Place
    from launchkit.lan.doors import Doors

#: How often `up` looks whether the machine has other addresses (seconds).
LOOK: Final = 60.0
#: pairs of a digest that stand together, and groups on a line
_GROUP: Final = 4
#: columns that a code needs before a telephone can read it
_QUIET: Final = 2


def open_doors(run: Run, *, port: int, trust_port: int) -> Doors:
    """Authority and certificate for the addresses of now, and where telephones come in; `Unfit` without a network."""
    from launchkit.bootstrap import now  # noqa: PLC0415
    from launchkit.lan.addresses import local_names  # noqa: PLC0415
    from launchkit.lan.authority import made_authority, renewed  # noqa: PLC0415
    from launchkit.lan.doors import Doors  # noqa: PLC0415

    names = local_names()
    if names.best is None:
        raise Unfit(
            "本机没有局域网地址，手机找不到它；请先连上无线网或网线。在互联网上提供网页要用反向代理，见 docs/howto/behind_a_proxy.zh-CN.md。",
            "This machine has no address in a local network, so no telephone can find it; connect it first. "
            "For the Internet put a reverse proxy before it, see docs/howto/behind_a_proxy.md.",
        )
    authority = made_authority(run.settings.keys, names, now())
    renewed(authority, names, now())
    return Doors(names=names, port=port, trust_port=trust_port)


def lan_lines(run: Run, doors: Doors, account: str) -> str:
    """What a telephone is shown: the code of the page about trust, the digest to compare, the address, and how one signs in."""
    from launchkit.lan.authority import authority_of  # noqa: PLC0415

    authority = authority_of(run.settings.keys)
    assert authority is not None  # noqa: S101  made before anything was started
    print_ = "\n".join(f"            {line}" for line in digest_lines(authority.digest))
    lines = run.say(
        f"  局域网    {doors.web}\n"
        f"  手机第一次用，先扫码打开  {doors.trust}\n"
        f"  证书指纹（SHA-256），和手机上看到的逐组核对：\n{print_}\n"
        f"  手机上用账号登录：{account} account add 人员代码 登录名 --as 管理员代码，把它印出的链接发给本人\n",
        f"  local network  {doors.web}\n"
        f"  a telephone's first time: scan this, it opens  {doors.trust}\n"
        f"  fingerprint of the certificate (SHA-256), to compare with what the telephone shows:\n{print_}\n"
        f"  on a telephone people sign in with accounts: {account} account add PERSON NAME --as ADMINISTRATOR prints a link for each\n",
    )
    return lines + (drawn(doors.trust) if sys.stdout.isatty() else "")


def digest_lines(digest: str) -> list[str]:
    """A digest in groups, in the order in which the page shows them."""
    pairs = digest.split(":")
    groups = [":".join(pairs[at : at + _GROUP]) for at in range(0, len(pairs), _GROUP)]
    return ["  ".join(groups[at : at + _GROUP]) for at in range(0, len(groups), _GROUP)]


def drawn(text: str) -> str:
    """A QR code in half blocks, for a terminal."""
    import segno  # noqa: PLC0415

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out, border=_QUIET, compact=True)
    return out.getvalue()


class NewAddresses:
    """Notices when a laptop has moved to another network while everything runs."""

    def __init__(self, run: Run, place: Place) -> None:
        self._run = run
        self._place = place
        self._next = time.monotonic() + LOOK

    def appeared(self) -> bool:
        """Whether the pages have another address than before; it is printed, and the certificate is seen to by the pages."""
        before, at = self._place.lan, time.monotonic()
        if before is None or at < self._next:
            return False
        self._next = at + LOOK
        from launchkit.lan.addresses import local_names  # noqa: PLC0415

        names = local_names()
        if names.best in {None, before.names.best}:
            return False
        doors = replace(before, names=names)
        self._place.lan = doors
        click.echo(
            self._run.say(
                f"本机的地址变了：局域网 {doors.web} ，手机第一次用先打开 {doors.trust}",
                f"This machine has another address: {doors.web} ; a telephone's first time: {doors.trust}",
            )
        )
        return True
