"""Who may sign in, and the tokens of programs."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from launchkit.domain.accounts import Account
from launchkit.domain.errors import NotFound
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Administering,
    Body,
    Code,
    WindowOf,
    portion,
    require_administrator,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.api.tasks import Nothing
from launchkit.web.objects import AccountOf
from launchkit.web.security.tokens import ProgramOf

router = APIRouter(prefix=PREFIX, tags=["accounts"])
#: So much of a token's digest is enough to tell one's own apart.
SHOWN = 12


class AccountTold(BaseModel):
    """A name to sign in with; secrets are never told."""

    model_config = ConfigDict(extra="forbid")
    account: str
    person: str
    open: bool
    has_password: bool
    has_second_factor: bool
    created_at: str


class NewAccount(Body):
    """Under which name a person signs in."""

    account: Code
    person: Code


class LinkTold(BaseModel):
    """The word of a link that works once, told this once: `/link/<word>`."""

    model_config = ConfigDict(extra="forbid")
    account: str
    link: str


class NewAdministrator(Body):
    """Who looks after the house, or no more."""

    person: Code
    administrator: bool


class AdministratorTold(NewAdministrator):
    """Who looks after the house now."""


class MeTold(BaseModel):
    """Whom the token acts for, and what it may do."""

    model_config = ConfigDict(extra="forbid")
    person: str
    name: str
    administrator: bool
    sees_all_cases: bool
    roles: dict[str, list[str]]
    scopes: list[str]


class TokenTold(BaseModel):
    """A token; the word itself was shown once, when it was made."""

    model_config = ConfigDict(extra="forbid")
    token: str
    label: str
    scopes: list[str]
    created_at: str
    expires_at: str
    used_at: str | None


class EndToken(Body):
    """Which token is worth nothing from now on."""

    token: Code


class Ended(BaseModel):
    """How many tokens are worth nothing any more."""

    model_config = ConfigDict(extra="forbid")
    ended: int


@router.get("/me", response_model=MeTold)
def me(program: ProgramOf) -> Response:
    """Whom this token acts for."""
    return told(
        {
            "person": program.person,
            "name": program.name,
            "administrator": program.administrator,
            "sees_all_cases": program.wide,
            "roles": dict(program.roles),
            "scopes": sorted(program.scopes),
        }
    )


@router.get("/me/tokens", response_model=Portion[TokenTold])
def tokens(program: ProgramOf, wanted: WindowOf) -> Response:
    """One's tokens. New ones are made where a person is: in the pages, or with `launchkit token`."""
    rows = program.site.office.store.accounts.tokens_of(program.person)
    return portion(
        rows,
        wanted,
        lambda one: one.digest,
        lambda one: {
            "token": one.digest[:SHOWN],
            "label": one.label,
            "scopes": list(one.scopes),
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "used_at": one.used_at,
        },
    )


@router.post("/me/tokens/end", response_model=Ended)
def end_token(asked: Acting, sent: EndToken) -> Response:
    """A token of one's own is worth nothing any more."""
    program = asked.program
    rows = program.site.office.store.accounts
    own = [one for one in rows.tokens_of(program.person) if one.digest[:SHOWN] == sent.token]
    if not own:
        raise NotFound("没有这个令牌。", "There is no such token.")
    return told({"ended": rows.end_tokens(person=program.person, digest=own[0].digest)})


@router.get("/accounts", response_model=Portion[AccountTold])
def accounts(program: ProgramOf, wanted: WindowOf) -> Response:
    """Accounts, closed ones too: one's own, all for administrators."""
    every = program.site.office.store.accounts.all_accounts()
    rows = [one for one in every if program.administrator or one.person == program.person]
    return portion(rows, wanted, lambda one: one.name, _told)


def _told(one: Account) -> dict[str, object]:
    return {
        "account": one.name,
        "person": one.person,
        "open": not one.disabled,
        "has_password": one.password is not None,
        "has_second_factor": one.totp is not None,
        "created_at": one.created_at,
    }


@router.get("/accounts/{account}", response_model=AccountTold)
def one_account(account: AccountOf) -> Response:
    """One account."""
    return told(_told(account))


@router.post("/accounts", response_model=LinkTold)
def add_account(asked: Administering, sent: NewAccount) -> Response:
    """A person can sign in under a name; gives the link by which they choose a password."""
    require_administrator(asked.program)
    word = asked.program.site.office.accounts.add(
        asked.call, account=sent.account, person=sent.person
    )
    return told({"account": sent.account, "link": word})


@router.post("/accounts/{account}/link", response_model=LinkTold)
def new_link(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Another link by which a person chooses a password; until then the old one still holds."""
    require_administrator(asked.program)
    word = asked.program.site.office.accounts.link(asked.call, account.name)
    return told({"account": account.name, "link": word})


@router.post("/accounts/{account}/close", response_model=AccountTold)
def close(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Nobody signs in under this name any more."""
    require_administrator(asked.program)
    asked.program.site.office.accounts.close(asked.call, account.name)
    found = asked.program.site.office.store.accounts.account(account.name)
    return told(_told(found or account))


@router.post("/accounts/{account}/forget-second-factor", response_model=AccountTold)
def forget(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """A telephone was lost: a new second factor is set up at the next sign-in."""
    require_administrator(asked.program)
    asked.program.site.office.accounts.forget_second_factor(asked.call, account.name)
    found = asked.program.site.office.store.accounts.account(account.name)
    return told(_told(found or account))


@router.post("/administrators", response_model=AdministratorTold)
def name_administrator(asked: Administering, sent: NewAdministrator) -> Response:
    """Somebody looks after the house, or no more; never by their own hand."""
    require_administrator(asked.program)
    asked.program.site.office.accounts.name_administrator(
        asked.call, person=sent.person, administrator=sent.administrator
    )
    return told({"person": sent.person, "administrator": sent.administrator})
