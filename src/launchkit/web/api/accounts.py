"""Who may sign in, and the tokens of programs."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from launchkit.desk.administration import Changed
from launchkit.domain.accounts import Account, SignInChange
from launchkit.domain.errors import NotFound
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Administering,
    Asked,
    Body,
    Code,
    WindowOf,
    portion,
    require_administrator,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.api.tasks import Nothing
from launchkit.web.objects import AccountOf, AskedOf
from launchkit.web.security.tokens import Program, ProgramOf

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
    #: whether somebody of the company signs in to it
    has_company: bool
    created_at: str
    #: a change of it waits for a second administrator, under this number
    waits: int | None = None


class NewAccount(Body):
    """Under which name a person signs in."""

    account: Code
    person: Code


class LinkTold(BaseModel):
    """The word of a link that works once, told this once: `/link/<word>`; or the number under which a second administrator agrees."""

    model_config = ConfigDict(extra="forbid")
    account: str
    link: str | None
    waits: int | None


class NewAdministrator(Body):
    """Who looks after the house, or no more."""

    person: Code
    administrator: bool


class AdministratorTold(NewAdministrator):
    """Who shall look after the house; with a number, once a second administrator has agreed."""

    waits: int | None


class ChangeTold(BaseModel):
    """A change that waits for a second administrator, for 24 hours."""

    model_config = ConfigDict(extra="forbid")
    asked: int
    change: SignInChange
    person: str
    account: str
    by: str
    asked_at: str


class AgreedTold(BaseModel):
    """The change was made; where it leads to a link, its word, told this once."""

    model_config = ConfigDict(extra="forbid")
    asked: int
    link: str | None


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
    return portion(rows, wanted, lambda one: one.name, lambda one: _told(program, one))


def _told(program: Program, one: Account, waits: int | None = None) -> dict[str, object]:
    rows = program.site.office.store.accounts
    return {
        "account": one.name,
        "person": one.person,
        "open": not one.disabled,
        "has_password": one.password is not None,
        "has_second_factor": one.totp is not None,
        "has_company": rows.identity_of(one.name) is not None,
        "created_at": one.created_at,
        "waits": waits,
    }


def _now(asked: Asked, account: Account, waits: int | None = None) -> Response:
    found = asked.program.site.office.store.accounts.account(account.name)
    return told(_told(asked.program, found or account, waits))


def _change(asked: Asked, change: SignInChange, person: str, account: str = "") -> Changed:
    require_administrator(asked.program)
    administration = asked.program.site.office.administration
    return administration.change(asked.call, change, person=person, account=account)


@router.get("/accounts/{account}", response_model=AccountTold)
def one_account(account: AccountOf, program: ProgramOf) -> Response:
    """One account."""
    return told(_told(program, account))


@router.post("/accounts", response_model=LinkTold)
def add_account(asked: Administering, sent: NewAccount) -> Response:
    """A person can sign in under a name; gives the link by which they choose a password."""
    done = _change(asked, SignInChange.ADD, sent.person, sent.account)
    return told({"account": sent.account, "link": done.word, "waits": done.waits})


@router.post("/accounts/{account}/link", response_model=LinkTold)
def new_link(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Another link by which a person chooses a password; until then the old one still holds."""
    done = _change(asked, SignInChange.LINK, account.person, account.name)
    return told({"account": account.name, "link": done.word, "waits": done.waits})


@router.post("/accounts/{account}/invite", response_model=LinkTold)
def invite(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """A link by which a person signs in with the company for the first time, and is linked with the account."""
    done = _change(asked, SignInChange.INVITE, account.person, account.name)
    return told({"account": account.name, "link": done.word, "waits": done.waits})


@router.post("/accounts/{account}/unlink", response_model=AccountTold)
def unlink(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Signing in with the company no longer leads to the account."""
    done = _change(asked, SignInChange.UNLINK, account.person, account.name)
    return _now(asked, account, done.waits)


@router.post("/accounts/{account}/close", response_model=AccountTold)
def close(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Nobody signs in under this name any more."""
    require_administrator(asked.program)
    asked.program.site.office.accounts.close(asked.call, account.name)
    return _now(asked, account)


@router.post("/accounts/{account}/forget-second-factor", response_model=AccountTold)
def forget(account: AccountOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """A telephone was lost: a new second factor is set up at the next sign-in."""
    done = _change(asked, SignInChange.FORGET, account.person, account.name)
    return _now(asked, account, done.waits)


# --- administrators ------------------------------------------------------------------------------------------------


@router.post("/administrators", response_model=AdministratorTold)
def name_administrator(asked: Administering, sent: NewAdministrator) -> Response:
    """Somebody looks after the house, or no more; never by their own hand, and where there are two, not by one alone."""
    change = SignInChange.NAME if sent.administrator else SignInChange.END
    done = _change(asked, change, sent.person)
    return told({"person": sent.person, "administrator": sent.administrator, "waits": done.waits})


@router.get("/administrators/changes", response_model=Portion[ChangeTold])
def changes(program: ProgramOf, wanted: WindowOf) -> Response:
    """What waits for a second administrator; nothing, for whoever is none."""
    rows = program.site.office.administration.waiting() if program.administrator else ()
    return portion(
        rows,
        wanted,
        lambda one: str(one.seq),
        lambda one: {
            "asked": one.seq,
            "change": one.change.value,
            "person": one.person,
            "account": one.account,
            "by": one.by,
            "asked_at": one.asked_at,
        },
    )


@router.post("/administrators/changes/{asked}/agree", response_model=AgreedTold)
def agree(asked: AskedOf, acting: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """A second administrator agrees, and the change is made."""
    require_administrator(acting.program)
    done = acting.program.site.office.administration.agree(acting.call, asked.seq)
    return told({"asked": asked.seq, "link": done.word})


@router.post("/administrators/changes/{asked}/drop", response_model=AgreedTold)
def drop(asked: AskedOf, acting: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """It is not done: not agreed to, or taken back by whoever asked."""
    require_administrator(acting.program)
    acting.program.site.office.administration.drop(acting.call, asked.seq)
    return told({"asked": asked.seq, "link": None})
