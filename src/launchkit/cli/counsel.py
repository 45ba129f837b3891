"""The lawyer's section: asking counsel, answering, and reading what one may read."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.dates import day_of
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Run
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import CounselPoint, Text
from launchkit.domain.counsel import points_of, readable
from launchkit.domain.crisis import CounselQuestion
from launchkit.domain.telling import as_json, days_left, typed
from launchkit.domain.telling.counsel import question_told


@command(
    case_argument(),
    option("--text", default="", zh="问什么", en="the question"),
    option("--point", metavar="ID", zh="清单备好的问题，见 counsel list", en="a question the checklist has ready, see counsel list"),
    option("--due", metavar="DATE", zh="要在哪天前答复", en="day by which the answer is needed"),
    zh="向法务提问；只有提问人、法务和总部负责人能看到内容。",
    en="Ask counsel; only the asker, counsel and headquarters' lead can read it.",
    examples=("launchkit counsel ask 3 --text 能否先停职 --due 2026-03-05 --as P1", "launchkit counsel ask 3 --point threshold --as P1"),
)  # fmt: skip
def counsel_ask(run: Run, case: str, text: str, point: str | None, due: str | None) -> int:
    """Somebody asks."""
    outcome = run.office.desk.crisis.ask_counsel(
        run.call(),
        run.case_id(case),
        text=text,
        point=point,
        due=None if due is None else day_of(due),
    )
    number = next(reversed(tuple(outcome.case.questions)), "")
    return finish(
        run, outcome, Text(zh=f"已向法务提问（{number}）", en=f"counsel was asked ({number})")
    )


@command(
    case_argument(),
    argument("question", zh="问题，如 q-1", en="question, like q-1"),
    option("--text", default="", zh="答复", en="the answer"),
    zh="答复一个问题（总部法务）；答复后不改，补充另提一问。",
    en="Answer a question (headquarters legal); it stays, further questions are asked anew.",
    examples=("launchkit counsel answer 3 q-1 --text 可以，工资照付 --as L1",),
)
def counsel_answer(run: Run, case: str, question: str, text: str) -> int:
    """Counsel answers."""
    outcome = run.office.desk.crisis.answer_counsel(
        run.call(), run.case_id(case), question, answer=text
    )
    return finish(run, outcome, Text(zh=f"已答复 {question}", en=f"{question} answered"))


@command(
    case_argument(),
    zh="问题和答复，以及清单备好还没有问的；无权查看内容的只列编号。",
    en="Questions and answers, and those the checklist has ready; without the right to read, numbers only.",
    examples=("launchkit counsel list 3 --as L1",),
)
def counsel_list(run: Run, case: str) -> int:
    """What was asked and answered."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    ask = desk.reading.ask(run.settings.user)
    asked = {one.point for one in known.questions.values()}
    ready = [one for one in points_of(known).values() if one.id not in asked]
    if run.json:
        put_json(
            {
                "case": known.id,
                "number": known.number,
                "questions": [question_told(known, ask, one) for one in known.questions.values()],
                "ready": as_json(ready),
            }
        )
        return 0
    for one in known.questions.values():
        _print_question(run, known, ask, one)
    if not known.questions:
        put(run.say("还没有向法务提问。", "Counsel was not asked yet."))
    _print_ready(run, known, ready)
    return 0


def _print_question(run: Run, case: Case, ask: Ask, one: CounselQuestion) -> None:
    text, answer = readable(case, ask, one)
    put(run.text(typed(text)), first=f"{one.id}  ")
    if one.answered:
        put(run.text(typed(answer)), first=run.say("    答：", "    answer: "))
        return
    when = ""
    if one.due is not None:
        left = run.text(days_left((one.due - case.local_day(ask.now)).days))
        when = run.say(f"，期限 {one.due}，{left}", f", needed by {one.due}, {left}")
    put(run.say(f"未答复{when}", f"not answered{when}"), first="    ")


def _print_ready(run: Run, case: Case, ready: list[CounselPoint]) -> None:
    if not ready:
        return
    head(run.say("清单备好、还没有问的", "Ready in the checklist, not asked yet"))
    for one in ready:
        put(run.text(one.asks), first=f"  {one.id}  ")
        if one.known is not None:
            known = run.text(one.known)
            day = one.as_of or "—"
            put(
                run.say(
                    f"截至 {day} 所知，须与律师核实：{known}",
                    f"known as of {day}, to be confirmed by counsel: {known}",
                ),
                first="      ",
            )
    put(f"launchkit counsel ask {case.number} --point {ready[0].id}", first="  ")


counsel = NestedGroup(
    "counsel",
    {
        str(one.name).removeprefix("counsel-"): one
        for one in (counsel_ask, counsel_answer, counsel_list)
    },
    zh="法务：提问、答复、查看；内容只给提问人、法务和总部负责人看。",
    en="Counsel: ask, answer, read; only the asker, counsel and headquarters' lead see the words.",
)
