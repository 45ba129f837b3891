"""What our pages are held against: FastAPI, SQLAlchemy's ORM and Jinja2 as most would write them, over the same rows.

A `def` handler in the thread pool, a database session for each request, the reader looked up by the cookie, the rows joined, and a
template of like size. It reads a copy of our own database; it decides nothing, explains nothing and checks no rights beyond
whether somebody is signed in.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import uvicorn
from fastapi import Cookie, Depends, FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

from launchkit.domain.accounts import digest_of


class Base(DeclarativeBase):
    """Declarative base."""


class Case(Base):
    """A case."""

    __tablename__ = "cases"
    case: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    name: Mapped[str]
    checklist: Mapped[str]
    branch: Mapped[str]
    state: Mapped[str]
    start: Mapped[str]
    target: Mapped[str]
    lead: Mapped[str | None]
    closed: Mapped[int]
    rows: Mapped[list[Task]] = relationship(back_populates="of", order_by="Task.code")


class Task(Base):
    """A task of a case."""

    __tablename__ = "tasks"
    case: Mapped[str] = mapped_column(ForeignKey("cases.case"), primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    stage: Mapped[str]
    title_zh: Mapped[str]
    owner: Mapped[str | None]
    role: Mapped[str]
    state: Mapped[str]
    ready: Mapped[bool]
    plan_by: Mapped[str | None]
    last_day: Mapped[str | None]
    statutory: Mapped[bool]
    of: Mapped[Case] = relationship(back_populates="rows")


class SignedIn(Base):
    """A session of somebody."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]


_SHELL = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/app.css"></head><body><nav><ul>{% for place, word in places %}
<li><a href="{{ place }}">{{ word }}</a></li>{% endfor %}</ul></nav><p>{{ who }}</p><main>{% block main %}{% endblock %}</main></body></html>"""
_LINE = """<li><a href="/cases/{{ row.case }}/tasks/{{ row.task }}"><span class="code">{{ row.code }}</span> {{ row.title_zh }}</a>
<span class="chip {{ row.state }}">{{ row.state }}</span> <span class="soft">{{ row.owner or row.role }}</span>
{% if row.plan_by %}<span class="when">{{ row.plan_by }}</span>{% endif %}{% if row.last_day %}<span class="when">{{ row.last_day }}{% if row.statutory %} 法定{% endif %}</span>{% endif %}</li>"""
_TEMPLATES = {
    "shell": _SHELL,
    "line": _LINE,
    "case": """{% extends "shell" %}{% block main %}<h1>{{ case.name }} {{ case.number }}</h1><p>{{ case.start }} – {{ case.target }}</p>
{% for stage, rows in stages.items() %}<section><h2>{{ stage }}</h2><ul>{% for row in rows %}{% include "line" %}{% endfor %}</ul></section>{% endfor %}{% endblock %}""",
    "cases": """{% extends "shell" %}{% block main %}<h1>案件</h1><ul>{% for case in cases %}<li><a href="/cases/{{ case.case }}">{{ case.name }} {{ case.number }}</a>
<span class="chip">{{ case.state }}</span> <span>{{ case.lead }}</span> <span>{{ case.start }} – {{ case.target }}</span>
<span>{{ case.rows|selectattr("state", "equalto", "done")|list|length }} / {{ case.rows|length }}</span></li>{% endfor %}</ul>{% endblock %}""",
    "today": """{% extends "shell" %}{% block main %}<h1>我的今天</h1><ul>{% for row in rows %}{% include "line" %}<li>{{ row.of.name }}</li>{% endfor %}</ul>{% endblock %}""",
    "task": """{% extends "shell" %}{% block main %}<h1>{{ row.title_zh }}</h1><p>{{ row.of.name }} {{ row.of.number }}</p><ul>{% include "line" %}</ul>
<form method="post"><input type="hidden" name="csrf" value="x">{% for one in fields %}<label>{{ one }}<input name="{{ one }}"></label>{% endfor %}<button>完成</button></form>
<ul>{% for row in beside %}{% include "line" %}{% endfor %}</ul>{% endblock %}""",
}
_PLACES = [
    ("/today", "我的今天"),
    ("/cases", "案件总览"),
    ("/decisions", "待我决定"),
    ("/definitions", "清单"),
    ("/calendars", "工作日历"),
    ("/people", "人员"),
]


make_session = sessionmaker(create_engine(os.environ.get("PLAIN_DATABASE_URL", "sqlite://")))
pages = Environment(loader=DictLoader(_TEMPLATES), autoescape=True)
app = FastAPI()


def session() -> Iterator[Session]:
    """A database session for one request."""
    with make_session() as found:
        yield found


Db = Annotated[Session, Depends(session)]


def person(db: Db, launchkit: Annotated[str, Cookie()]) -> str:
    """Who is signed in."""
    found = db.get(SignedIn, digest_of(launchkit))
    if found is None:
        raise HTTPException(401)
    return found.person


Who = Annotated[str, Depends(person)]


def show(name: str, who: str, **values: Any) -> HTMLResponse:
    """A template as an answer."""
    frame = {"who": who, "places": _PLACES, "title": name}
    return HTMLResponse(pages.get_template(name).render(frame | values))


@app.get("/cases")
def cases(db: Db, who: Who) -> HTMLResponse:
    """All cases."""
    found = db.scalars(select(Case).options(selectinload(Case.rows)).order_by(Case.number))
    return show("cases", who, cases=found.all())


@app.get("/cases/{case}")
def board(case: str, db: Db, who: Who) -> HTMLResponse:
    """One case with its tasks by stage."""
    found = db.scalars(
        select(Case).options(joinedload(Case.rows)).where(Case.case == case)
    ).unique()
    one = found.one()
    stages: dict[str, list[Task]] = {}
    for row in one.rows:
        stages.setdefault(row.stage, []).append(row)
    return show("case", who, case=one, stages=stages)


@app.get("/cases/{case}/tasks/{task}")
def task(case: str, task: str, db: Db, who: Who) -> HTMLResponse:
    """One task, and those beside it."""
    one = db.scalars(
        select(Task).options(joinedload(Task.of)).where(Task.case == case, Task.task == task)
    ).one()
    beside = db.scalars(select(Task).where(Task.case == case, Task.stage == one.stage)).all()
    fields = [f"field_{number}" for number in range(24)]
    return show("task", who, row=one, beside=beside, fields=fields)


@app.get("/today")
def today(db: Db, who: Who) -> HTMLResponse:
    """What somebody has to do."""
    rows = db.scalars(
        select(Task)
        .options(joinedload(Task.of))
        .where(Task.owner == who, Task.state != "done")
        .order_by(Task.plan_by)
    )
    return show("today", who, rows=rows.all())


def main() -> None:
    """Serve the database named by the environment at a port of our own choice, and print it."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sys.stdout.write(f"{door.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off")
        uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main()
