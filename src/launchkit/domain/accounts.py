"""How people sign in: accounts, sessions, links that work once, and tokens of programs.

Who has an account is in the trail; passwords, keys and tokens are not: they lie in tables of their own, as digests or
encrypted, and go when the account does. Instants are UTC text, as everywhere.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

#: A name to sign in with: as it is typed on a phone, without capitals.
ACCOUNT_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
#: A link to choose a password waits this long for its person.
LINK_LIFE: Final = timedelta(hours=72)
#: The link of the first start is printed again at the next start.
FIRST_LINK_LIFE: Final = timedelta(hours=24)
#: A session ends after this long whatever happens, and when nothing happens (headquarters, auditors, administrators).
SESSION_LIFE: Final = timedelta(hours=12)
SESSION_IDLE: Final = timedelta(minutes=30)
#: Wrong tries to sign in, by account and by address, and how long one has to wait then.
MOST_TRIES: Final = 5
TRY_WINDOW: Final = timedelta(minutes=15)


#: A second administrator agrees within this time, or the change has to be asked for again.
AGREE_WITHIN: Final = timedelta(hours=24)


class SignInChange(StrEnum):
    """What one administrator does to how somebody signs in, and a second one has to agree to where that is an administrator."""

    #: another name to sign in with
    ADD = "add"
    #: a link by which a password is chosen
    LINK = "link"
    #: the second factor is set up anew
    FORGET = "forget"
    #: an invitation to sign in with the company
    INVITE = "invite"
    UNLINK = "unlink"
    #: somebody becomes an administrator, or is one no more
    NAME = "name"
    END = "end"


class LinkPurpose(StrEnum):
    """What a link that works once is for."""

    #: the first administrator of a home makes an account
    FIRST = "first"
    #: a person chooses a password
    PASSWORD = "password"  # noqa: S105  the purpose, not a password
    #: whoever sits at this machine looks at the examples as one of their people
    EXAMPLES = "examples"
    #: a person signs in with the company, and belongs to the account from then on
    COMPANY = "company"


class Origin(StrEnum):
    """By what somebody signed in."""

    PASSWORD = "password"  # noqa: S105  the way, not a password
    EXAMPLES = "examples"
    #: with the company (OpenID Connect)
    OIDC = "oidc"
    #: with the company, which says that it asked for a second factor
    OIDC_STRONG = "oidc_strong"
    #: a program with a token of its own; such a session lives for one request
    TOKEN = "token"  # noqa: S105  the way, not a token


#: By the company, with or without its second factor.
BY_COMPANY: Final = frozenset({Origin.OIDC, Origin.OIDC_STRONG})


class Scope(StrEnum):
    """What a token lets a program do; it never lets it do more than the person it acts for may."""

    READ = "read"
    #: the work on cases
    ACT = "act"
    #: agree, send back, grade, erase, close
    DECIDE = "decide"
    #: people, companies, branches, accounts, and who is told what
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A name under which a person signs in, with its secrets; no password: one has still to be chosen."""

    name: str
    person: str
    #: argon2id in PHC form
    password: str | None = field(default=None, repr=False)
    #: the key of the second factor, encrypted
    totp: bytes | None = field(default=None, repr=False)
    #: the 30 seconds whose code was used last: no code counts twice
    totp_step: int = 0
    disabled: bool = False
    created_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedChange:
    """A change that one administrator asked for and no second one has agreed to yet."""

    #: entry of the house by which it was asked for
    seq: int
    change: SignInChange
    person: str
    #: empty where the change is about no account
    account: str
    by: str
    asked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyIdentity:
    """Who somebody is at the company's sign-in: its subject, never an address that another person may be given later."""

    issuer: str
    subject: str = field(repr=False)
    account: str
    linked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in, known by the digest of the token in their cookie."""

    digest: str = field(repr=False)
    person: str
    #: the account they signed in with; none: they look at the examples
    account: str | None
    origin: Origin
    created_at: str
    seen_at: str
    #: in short, to be recognised in the list of one's sessions
    agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link that works once, known by the digest of the word in it."""

    digest: str = field(repr=False)
    purpose: LinkPurpose
    account: str | None
    expires_at: str
    used_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token with which a program acts for a person, within its scopes."""

    digest: str = field(repr=False)
    person: str
    #: what its owner calls it
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str
    used_at: str | None = None


def digest_of(token: str) -> str:
    """What is kept of a token: with 256 random bits it needs neither salt nor slowness."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def account_name(typed: str) -> str:
    """The name as it is kept: without spaces around it and without capitals."""
    return typed.strip().lower()
