"""Accounts, sessions, links that work once, tokens and tries, as rows; none of it is ever in the log."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from launchkit.domain.accounts import (
    Account,
    ApiToken,
    CompanyIdentity,
    LinkPurpose,
    OneTimeLink,
    Origin,
    Session,
)
from launchkit.domain.store_errors import StoreBusy
from launchkit.domain.trail import instant_text
from launchkit.store.engine import Database, Prepared, dialect_of
from launchkit.store.rows import upsert
from launchkit.store.tables import (
    accounts,
    api_tokens,
    company_identities,
    links,
    sessions,
    settings,
    tries,
)


class _NoneLeft(Exception):
    """No try is left; takes the transaction back."""


#: A session that is in use is written down again after this long: looking must not cost a write each time.
SEEN_STEP: Final = timedelta(minutes=1)
#: Seconds that writing it down may wait for others.
SEEN_PATIENCE: Final = 0.05


class SqlAccounts:
    """Who may sign in, and who has."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- accounts ---------------------------------------------------------------------------------

    def account(self, name: str) -> Account | None:
        """An account by its name, closed ones too."""
        return next(iter(self._accounts(accounts.c.name == name)), None)

    def all_accounts(self) -> Sequence[Account]:
        """Every account, closed ones too, by name."""
        return self._accounts()

    def accounts_of(self, person: str) -> Sequence[Account]:
        """Accounts of a person, by name."""
        return self._accounts(accounts.c.person == person)

    def any_account(self) -> bool:
        """Whether anybody can sign in, or could once."""
        with self._database.reading() as connection:
            return connection.execute(select(accounts.c.name).limit(1)).first() is not None

    def keep_account(self, account: Account) -> None:
        """Write an account, in place of the one of the same name."""
        values = {
            "name": account.name,
            "person": account.person,
            "password": account.password,
            "totp": account.totp,
            "totp_step": account.totp_step,
            "disabled": account.disabled,
            "created_at": account.created_at,
        }
        with self._database.writing() as connection:
            upsert(accounts, self._database.engine).run(connection, **values)

    def use_totp(self, name: str, step: int) -> bool:
        """Take the code of a step of time, once; False if that or a later one was taken already."""
        taking = (
            update(accounts)
            .where(accounts.c.name == name, accounts.c.totp_step < step)
            .values(totp_step=step)
        )
        with self._database.writing() as connection:
            return connection.execute(taking).rowcount == 1

    def _accounts(self, *conditions: ColumnElement[bool]) -> Sequence[Account]:
        query = select(accounts).where(*conditions).order_by(accounts.c.name)
        with self._database.reading() as connection:
            return [_account(row) for row in connection.execute(query)]

    # --- sessions -----------------------------------------------------------------------------------

    def begin_session(self, session: Session, *, instead_of: str | None = None) -> None:
        """Somebody is signed in; the session they had before in this browser is over."""
        with self._database.writing() as connection:
            if instead_of is not None:
                connection.execute(delete(sessions).where(sessions.c.digest == instead_of))
            connection.execute(
                insert(sessions).values(
                    digest=session.digest,
                    person=session.person,
                    account=session.account,
                    origin=session.origin.value,
                    created_at=session.created_at,
                    seen_at=session.seen_at,
                    agent=session.agent,
                    address=session.address,
                )
            )

    def session(self, digest: str) -> Session | None:
        """A session by the digest of its token."""
        row = self._database.peek(self._session, digest=digest)
        if row is None:
            return None
        values = dict(zip(sessions.c.keys(), row, strict=True))
        return Session(**{**values, "origin": Origin(values["origin"])})

    @cached_property
    def _session(self) -> Prepared:
        query = select(sessions).where(sessions.c.digest == bindparam("digest"))
        return Prepared(query, self._database.engine)

    def sessions_of(self, person: str, *, most: int | None = None) -> Sequence[Session]:
        """Sessions of a person, the newest first; no more than `most`, where a page lists them."""
        query = (
            select(sessions)
            .where(sessions.c.person == person)
            .order_by(sessions.c.created_at.desc(), sessions.c.digest)
            .limit(most)
        )
        with self._database.reading() as connection:
            return [_session(row) for row in connection.execute(query)]

    def session_count(self, person: str) -> int:
        """At how many places a person is signed in."""
        query = select(func.count()).where(sessions.c.person == person)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def see_session(self, session: Session, now: datetime) -> None:
        """The session is in use; written at most once a minute, and not now where others write: no page waits for that."""
        if now - datetime.fromisoformat(session.seen_at) < SEEN_STEP:
            return
        seeing = update(sessions).where(sessions.c.digest == session.digest)
        with suppress(StoreBusy), self._database.writing(patience=SEEN_PATIENCE) as connection:
            connection.execute(seeing.values(seen_at=instant_text(now)))

    def end_session(self, digest: str) -> None:
        """A session is over."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_sessions(self, *, person: str, account: str | None = None) -> int:
        """All sessions of a person, or of one account of theirs, are over; how many there were."""
        ending = delete(sessions).where(sessions.c.person == person)
        if account is not None:
            ending = ending.where(sessions.c.account == account)
        with self._database.writing() as connection:
            return connection.execute(ending).rowcount

    def drop_old_sessions(self, before: datetime) -> int:
        """Forget sessions that began before an instant."""
        dropping = delete(sessions).where(sessions.c.created_at < instant_text(before))
        with self._database.writing() as connection:
            return connection.execute(dropping).rowcount

    # --- who people are at the company ------------------------------------------------------------------

    def identity(self, issuer: str, subject: str) -> CompanyIdentity | None:
        """The account that somebody of the company belongs to, if any."""
        return self._identity(
            company_identities.c.issuer == issuer, company_identities.c.subject == subject
        )

    def identity_of(self, account: str) -> CompanyIdentity | None:
        """Who an account belongs to at the company, if to anybody."""
        return self._identity(company_identities.c.account == account)

    def keep_identity(self, identity: CompanyIdentity) -> bool:
        """Somebody of the company belongs to an account; False where either belongs to another already."""
        row = dialect_of(self._database.engine).insert(company_identities)
        keeping = row.on_conflict_do_nothing().returning(company_identities.c.account)
        values = {
            "issuer": identity.issuer,
            "subject": identity.subject,
            "account": identity.account,
            "linked_at": identity.linked_at,
        }
        with self._database.writing() as connection:
            # Only what comes back was written: PostgreSQL's driver does not count here.
            return connection.execute(keeping, values).first() is not None

    def drop_identity(self, account: str) -> bool:
        """An account belongs to nobody at the company any more; False if it did not."""
        dropping = delete(company_identities).where(company_identities.c.account == account)
        with self._database.writing() as connection:
            return connection.execute(dropping).rowcount == 1

    def _identity(self, *conditions: ColumnElement[bool]) -> CompanyIdentity | None:
        query = select(company_identities).where(*conditions)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else CompanyIdentity(**row._asdict())

    # --- links that work once -------------------------------------------------------------------------

    def keep_link(self, link: OneTimeLink) -> None:
        """Write a link; an older one for the same purpose and account leads nowhere any more.

        One that is there already stays as it is, used or not: who asked for it has asked twice.
        """
        same = and_(links.c.purpose == link.purpose.value, links.c.account == link.account)
        if link.account is None:
            same = and_(links.c.purpose == link.purpose.value, links.c.account.is_(None))
        with self._database.writing() as connection:
            own = select(links.c.digest).where(links.c.digest == link.digest)
            if connection.execute(own).first() is not None:
                return
            connection.execute(delete(links).where(same))
            connection.execute(
                insert(links).values(
                    digest=link.digest,
                    purpose=link.purpose.value,
                    account=link.account,
                    expires_at=link.expires_at,
                    used_at=link.used_at,
                )
            )

    def link(self, digest: str, now: datetime) -> OneTimeLink | None:
        """A link that can still be used."""
        query = select(links).where(_usable(digest, now))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _link(row)

    def use_link(self, digest: str, now: datetime) -> OneTimeLink | None:
        """Use a link; None if it is unknown, used or expired. Of two who use it at once, one gets it."""
        using = update(links).where(_usable(digest, now)).values(used_at=instant_text(now))
        with self._database.writing() as connection:
            if connection.execute(using).rowcount == 0:
                return None
            row = connection.execute(select(links).where(links.c.digest == digest)).one()
        return _link(row)

    def drop_links(self, account: str) -> None:
        """Links of an account lead nowhere any more."""
        with self._database.writing() as connection:
            connection.execute(delete(links).where(links.c.account == account))

    # --- tokens of programs -----------------------------------------------------------------------------

    def keep_token(self, token: ApiToken) -> None:
        """Write a token that a program will show."""
        with self._database.writing() as connection:
            connection.execute(
                insert(api_tokens).values(
                    digest=token.digest,
                    person=token.person,
                    label=token.label,
                    scopes=" ".join(token.scopes),
                    created_at=token.created_at,
                    expires_at=token.expires_at,
                    used_at=token.used_at,
                )
            )

    def token(self, digest: str, now: datetime) -> ApiToken | None:
        """A token that has not expired; that it was used is written down, at most once a minute."""
        at = instant_text(now)
        query = select(api_tokens).where(
            api_tokens.c.digest == digest, api_tokens.c.expires_at > at
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        used = row.used_at
        if used is None or now - datetime.fromisoformat(used) >= SEEN_STEP:
            with self._database.writing() as connection:
                connection.execute(
                    update(api_tokens).where(api_tokens.c.digest == digest).values(used_at=at)
                )
        return _token(row)

    def tokens_of(self, person: str) -> Sequence[ApiToken]:
        """Tokens of a person, the newest first."""
        query = (
            select(api_tokens)
            .where(api_tokens.c.person == person)
            .order_by(api_tokens.c.created_at.desc(), api_tokens.c.digest)
        )
        with self._database.reading() as connection:
            return [_token(row) for row in connection.execute(query)]

    def end_tokens(self, *, person: str, digest: str | None = None) -> int:
        """One token of a person, or all of them, are worth nothing any more; how many there were."""
        ending = delete(api_tokens).where(api_tokens.c.person == person)
        if digest is not None:
            ending = ending.where(api_tokens.c.digest == digest)
        with self._database.writing() as connection:
            return connection.execute(ending).rowcount

    # --- tries --------------------------------------------------------------------------------------------

    def take_try(
        self, keys: Sequence[str], *, now: datetime, window: timedelta, most: int
    ) -> bool:
        """Count one more try for each key before it is made, so that many at once are no more than `most`.

        False, and nothing is counted, where one of them has none left: the window begins again with every try that counts.
        """
        at = instant_text(now)
        row = dialect_of(self._database.engine).insert(tries)
        counting = row.on_conflict_do_update(
            index_elements=[tries.c.key],
            set_={"count": tries.c.count + 1, "at": row.excluded.at},
            where=tries.c.count < most,
        ).returning(tries.c.count)
        try:
            with self._database.writing() as connection:
                connection.execute(delete(tries).where(tries.c.at <= instant_text(now - window)))
                for key in keys:
                    values = {"key": key, "count": 1, "at": at}
                    _require_left(connection.execute(counting, values).first())
        except _NoneLeft:
            return False
        return True

    def forgive_tries(self, *, cleared: str, one_back: str) -> None:
        """The try was right: nothing is held against the first key, and that one try not against the second."""
        with self._database.writing() as connection:
            connection.execute(
                delete(tries).where(
                    or_(tries.c.key == cleared, and_(tries.c.key == one_back, tries.c.count <= 1))
                )
            )
            connection.execute(
                update(tries).where(tries.c.key == one_back).values(count=tries.c.count - 1)
            )

    # --- settings -------------------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """A setting of this installation, as text."""
        with self._database.reading() as connection:
            return connection.scalar(select(settings.c.value).where(settings.c.name == name))

    def keep_setting(self, name: str, value: str | None) -> None:
        """Write a setting; None takes it away."""
        with self._database.writing() as connection:
            if value is None:
                connection.execute(delete(settings).where(settings.c.name == name))
            else:
                upsert(settings, self._database.engine).run(connection, name=name, value=value)


def _require_left(counted: Row[Any] | None) -> None:
    if counted is None:
        raise _NoneLeft


def _usable(digest: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        links.c.digest == digest,
        links.c.used_at.is_(None),
        links.c.expires_at > instant_text(now),
    )


def _account(row: Row[Any]) -> Account:
    values = row._asdict()
    totp = values["totp"]
    return Account(
        **{
            **values,
            "totp": None if totp is None else bytes(totp),
            "disabled": bool(row.disabled),
        }
    )


def _session(row: Row[Any]) -> Session:
    return Session(**{**row._asdict(), "origin": Origin(row.origin)})


def _link(row: Row[Any]) -> OneTimeLink:
    return OneTimeLink(**{**row._asdict(), "purpose": LinkPurpose(row.purpose)})


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(**{**row._asdict(), "scopes": tuple(row.scopes.split())})
