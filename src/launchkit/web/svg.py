"""Drawings made on the server: no script, no style, widths in per cent so that they fit a telephone and a sheet of paper alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import Markup, escape

from launchkit.domain.telling.gantt import Gantt, GanttMark, GanttRow, ShadeKind, Stretch

#: Heights in pixels: of a row, of the row with the dates.
ROW, AXIS = 30, 36
#: So many dates at most stand over a chart; more would run into each other on a telephone.
_DATES = 5
_WEEK = 7
#: A label that begins further right than this would leave the chart.
_LAST_LABEL = 88.0
#: Two labels on one line that are nearer than this would run into each other.
_APART = 16.0


def ground(chart: Gantt) -> Markup:
    """What lies behind every row, drawn once: days that are not worked, target and present day."""
    return Markup(
        '<svg class="gantt-ground" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>'
    ).format(Markup('<g id="ground">{}</g>').format(Markup("").join(_ground(chart))))


def axis(chart: Gantt, today: str, target: str) -> Markup:
    """The dates over a chart, with the words for the present day and the target."""
    return Markup('<svg class="strip axis" height="{}" aria-hidden="true">{}</svg>').format(
        AXIS, Markup("").join(_axis(chart, today, target))
    )


def strip(chart: Gantt, row: GanttRow) -> Markup:
    """One row: plan below, what was done above, the last days of law as diamonds."""
    return Markup(
        '<svg class="strip" height="{}" aria-hidden="true"><use href="#ground"/>{}</svg>'
    ).format(ROW, Markup("").join(_strip(chart, row)))


def _ground(chart: Gantt) -> Iterator[Markup]:
    for shade in chart.shades:
        if shade.kind is ShadeKind.MAKE_UP:
            yield _bar(chart, shade.span, "makeup", 0, 3)
        else:
            yield _bar(chart, shade.span, shade.kind.value, 0, ROW)
    for day, kind in ((chart.target, "target"), (chart.today, "today")):
        if chart.first <= day <= chart.last:
            yield _line(chart, day, kind)


def _axis(chart: Gantt, today: str, target: str) -> Iterator[Markup]:
    for day in ticks(chart):
        yield _label(_percent(chart, day), 13, f"{day:%m-%d}", "date")
    here = chart.first <= chart.today <= chart.last
    if here:
        yield _label(_percent(chart, chart.today), 30, today, "today")
    apart = abs(_percent(chart, chart.target) - _percent(chart, chart.today))
    if chart.first <= chart.target <= chart.last and not (here and apart <= _APART):
        yield _label(_percent(chart, chart.target), 30, target, "target")


def ticks(chart: Gantt) -> Iterator[date]:
    """Mondays for the dates over a chart, as many as fit."""
    step = _WEEK * -(-chart.days // (_WEEK * _DATES))
    day = chart.first + timedelta(days=-chart.first.weekday() % _WEEK)
    while day <= chart.last:
        if _percent(chart, day) <= _LAST_LABEL:
            yield day
        day += timedelta(days=step)


def _strip(chart: Gantt, row: GanttRow) -> Iterator[Markup]:
    if row.plan is not None:
        yield _bar(chart, row.plan, "plan", 20, 5)
    if row.actual is not None:
        kind = "behind" if row.behind else "done"
        yield _bar(chart, row.actual, f"{kind} going" if row.going else kind, 6, 11)
    for mark in row.marks:
        if chart.first <= mark.day <= chart.last:
            yield _diamond(chart, mark)


def _bar(chart: Gantt, span: Stretch, kind: str, top: int, height: int) -> Markup:
    left = max(0.0, _percent(chart, span.first))
    right = min(100.0, _percent(chart, span.last + timedelta(days=1)))
    if right <= left:
        return Markup("")
    return Markup('<rect class="{}" x="{}%" width="{}%" y="{}" height="{}"{}/>').format(
        kind, _short(left), _short(right - left), top, height, _round(kind)
    )


def _round(kind: str) -> Markup:
    flat = kind in {"weekend", "holiday", "makeup"}
    return Markup("") if flat else Markup(' rx="3"')


def _line(chart: Gantt, day: date, kind: str) -> Markup:
    at = _short(_percent(chart, day))
    return Markup('<line class="{0}" x1="{1}%" x2="{1}%" y1="0" y2="{2}"/>').format(kind, at, ROW)


def _diamond(chart: Gantt, mark: GanttMark) -> Markup:
    kind = "mark" if mark.kept is not False else "mark missed"
    if mark.provisional:
        kind = f"{kind} provisional"
    at = _short(_percent(chart, mark.day + timedelta(days=1)))
    return Markup('<svg x="{}%" y="11" class="{}"><path d="m0-6 6 6-6 6-6-6z"/></svg>').format(
        at, kind
    )


def _label(at: float, top: int, words: str, kind: str) -> Markup:
    anchor = "end" if at > _LAST_LABEL else "start"
    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        kind, _short(min(at, 100.0)), top, anchor, escape(words)
    )


def _percent(chart: Gantt, day: date) -> float:
    return (day - chart.first).days * 100 / chart.days


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
