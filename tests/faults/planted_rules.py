"""Bugs put into the rules of the engine on purpose: plays against the model that let one live prove nothing.

Each is one edit, with the kind of play that has to find it and what it has to say: the right thing, not just something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from launchkit.desk.writer import Writer
from launchkit.domain import (
    approval,
    calendar,
    conditions,
    counting,
    deadlines,
    deciding,
    entries,
    index,
    limits,
    presence,
    recurrence,
    rights,
    standing,
    times,
)
from launchkit.domain.ask import Roster
from launchkit.domain.case import Absence, Case
from launchkit.domain.fold.pen import Pen, write
from launchkit.domain.rules import cases, common, decisions, facts, people, standing_in, tasks
from tests.faults.edits import Edit, planted
from tests.model import stories
from tests.model.playing import Played, play
from tests.model.worlds import CLOCKS, DECISIONS, LENDING, NEEDS, PEOPLE, SMALL, Setting

ACTIONS = 60
#: so many plays may pass before a planted bug counts as living
PLAYS = 300

Story = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Bug:
    """A planted bug: the edit, the play or story that finds it, and what is said then."""

    name: str
    edit: Edit
    found_in: Setting | Story
    says: str


@dataclass(frozen=True, slots=True)
class Caught:
    """What found a bug, after how many plays, in which words."""

    by: str
    plays: int
    said: str


def fold_of(kind: type[entries.Entry]) -> Any:
    """The function that writes a kind of entry into the case."""
    return write.registry[kind]


def chances(seed: int) -> list[int]:
    """What draws the actions of one play."""
    chance = Random(seed)  # noqa: S311  It has to be repeatable.
    return [chance.randrange(2**40) for _ in range(ACTIONS)]


def hunt(bug: Bug, *, plays: int = PLAYS) -> Caught | None:
    """Play with the bug planted until engine and model part; None: it lives."""
    with planted(bug.edit):
        if isinstance(bug.found_in, Setting):
            return _in_plays(bug, bug.found_in, plays)
        try:
            bug.found_in()
        except AssertionError as fault:
            said = str(fault).partition("\n")[0]
            return Caught(bug.found_in.__name__, 1, said) if re.search(bug.says, said) else None
    return None


def _in_plays(bug: Bug, setting: Setting, plays: int) -> Caught | None:
    for number, played in enumerate(_played(setting, plays), start=1):
        if played.wrong is not None and re.search(bug.says, played.wrong):
            return Caught(f"play “{setting.name}”", number, played.wrong)
    return None


def _played(setting: Setting, plays: int) -> Iterator[Played]:
    return (play(setting, chances(seed)) for seed in range(plays))


def _is(allowed: str, refused: str) -> str:
    return f"the model says “{refused}”, the engine “{allowed}”"


ALLOWED = "the engine “allowed”"

NEED_BUGS = (
    Bug("skips_one_need", Edit(standing.unmet, "in needs_of(case, task):", "in needs_of(case, task)[1:]:"), NEEDS, "waiting|needs_unmet|incomplete"),
    Bug("partial_join_needs_one_less", Edit(standing.unmet, "met < need.any", "met + 1 < need.any"), NEEDS, "choose: .*waiting|model says"),
    Bug("unanswered_condition_skips", Edit(standing.standing, "if answer is False:", "if answer is not True:"), NEEDS, "unanswered.*not_applicable"),
    Bug("unanswered_need_is_met", Edit(standing.is_met, "is False", "is not True"), NEEDS, "waiting.*ready|model says"),
    Bug("collection_is_never_complete", Edit(fold_of(entries.CollectionCompleted), "complete=True", "complete=False"), NEEDS, "groups: .*True.*False"),
    Bug("collection_need_not_be_complete", Edit(standing._unmet_item, "not group.complete or ", ""), NEEDS, "gate: .*waiting|model says"),
    Bug("joins_the_first_instance", Edit(standing._unmet_item, "#{task.instance}", "#{item.per}-1"), NEEDS, "onboard#hire-2|model says"),
    Bug("names_answer_for_each_other", Edit(common.task_of, " and not mark", ""), NEEDS, "not_found.*allowed|not_found"),
    Bug("instance_after_a_milestone_goes_unseen", Edit(cases.add_instance, "passed and group.complete", "False"), NEEDS, "findings: .*after_milestone"),
    Bug("rows_of_a_condition_stay_old", Edit(index.touched_tasks, "items.add(item)\n", "pass\n"), NEEDS, "rows are not those of a replay"),
    Bug("limit_in_a_condition_off_by_one", Edit(conditions._compared, "COMPARISONS[name][0](left, right)", "not COMPARISONS[name][0](right, left)"), NEEDS, "works: |quote_c: |model says"),
    Bug("may_be_finished_twice", Edit(tasks._workable, "if task.closed:", "if False:"), NEEDS, _is("allowed", "already")),
    Bug("finished_while_waiting", Edit(tasks.done, "task.status is TaskStatus.BLOCKED", "False"), NEEDS, _is("allowed", "incomplete")),
    Bug("a_day_to_come_is_accepted", Edit(common.require_day, "if day > case.local_day(ask.now):", "if False:"), NEEDS, _is("allowed", "future_day")),
    Bug("repeated_request_is_carried_out_again", Edit(Writer._write, "request=call.request,", 'request=f"{call.request}/{expected}",'), NEEDS, "repeated"),
)  # fmt: skip
DECISION_BUGS = (
    Bug("approves_own_work", Edit(decisions._decidable, "ask.hands & involved(case, ask, task)", "False"), DECISIONS, "“own_work”, the engine"),
    Bug("approves_under_another_account", Edit(Roster.human, "self.same.get(person, person)", "person"), DECISIONS, "deciders of|“own_work”|same_person|team_incomplete"),
    Bug("reopening_loses_itself", Edit(fold_of(entries.TaskReopened), "TaskStatus.STARTED if task.started_at else TaskStatus.OPEN", "task.status"), DECISIONS, "the model has \\('(open|started|ready|waiting|unanswered)"),
    Bug("reopening_keeps_the_approval", Edit(fold_of(entries.TaskReopened), "agreed=(),", "agreed=task.agreed,"), DECISIONS, "hq_(fin|lead|leg)"),
    Bug("waived_without_approval", Edit(fold_of(entries.WaiverAsked), "waiver_by=pen.actor,", "waiver_by=pen.actor, status=TaskStatus.WAIVED,"), DECISIONS, "the engine has|the engine \\('waived"),
    Bug("doing_leaves_the_waiver_asked", Edit(fold_of(entries.TaskDone), "waiver_by=None,", ""), DECISIONS, "deciders of|\\(None, None\\)|'P1'"),
    Bug("waived_task_still_waits", Edit(fold_of(entries.Approved), "wait=None", ""), DECISIONS, "\\('waived'.*True\\)"),
    Bug("sequence_out_of_order", Edit(approval.missing_roles, "missing[:1] if", "missing if"), DECISIONS, "deciders of wire|own_work|allowed|no_right"),
    Bug("one_of_all_is_enough", Edit(approval.missing_roles, "rule.mode is ApprovalMode.ANY", "rule.mode in (ApprovalMode.ANY, ApprovalMode.ALL)"), DECISIONS, "contract: .*submitted.*done"),
    Bug("money_limit_off_by_one", Edit(approval.approvals_required, "amount > item.money.limit", "amount >= item.money.limit"), DECISIONS, "pay: .*'done'.*'submitted'"),
    Bug("unanswered_approval_passes", Edit(approval._applies, "is not False", "is True"), DECISIONS, "start_work: .*'submitted'.*'done'"),
    Bug("rejected_work_counts_as_done", Edit(fold_of(entries.Rejected), "status=TaskStatus.STARTED", "status=TaskStatus.DONE"), DECISIONS, "'started'.*'done'"),
    Bug("evidence_minimum_ignored", Edit(standing.missing_evidence, "held.count(rule.id) < rule.min", "rule.id not in held"), DECISIONS, _is("allowed", "incomplete")),
    Bug("legal_limit_ignored", Edit(standing.broken_checks, "is False:", "is None:"), DECISIONS, "“incomplete”|“allowed”, the engine “incomplete”"),
    Bug("late_entry_off_by_one", Edit(tasks._entered_late, "gap > LATE_ENTRY_DAYS", "gap >= LATE_ENTRY_DAYS"), CLOCKS, "entered late"),
    Bug("nobody_decides_for_a_missing_role", Edit(deciding.deciders, "if found or not wanted:", "if True:"), SMALL, "deciders of|no_right"),
    Bug("headquarters_decides_for_everybody", Edit(deciding.deciders, "if found or not wanted:", "if not wanted:"), DECISIONS, "deciders of"),
    Bug("duties_are_not_kept_apart", Edit(tasks._require_apart, "ask.hands & ask.people.humans((other.done_by, other.done_for))", "False"), DECISIONS, "duties_apart"),
)  # fmt: skip
CLOCK_BUGS = (
    Bug("deadline_off_by_one", Edit(counting.count_from, "start + count * _DAY", "start + (count - 1) * _DAY"), CLOCKS, "deadlines of"),
    Bug("late_a_day_early", Edit(deadlines._deadline, "frame.midnight(won.last + _DAY)", "frame.midnight(won.last)"), CLOCKS, "deadlines of"),
    Bug("make_up_workday_rests", Edit(calendar.WorkCalendar.is_workday, "day.weekday() < 5 or day in self._make_up", "day.weekday() < 5"), CLOCKS, "deadlines of|model has|not_found"),
    Bug("months_end_early", Edit(counting.add_months, "min(day.day, monthrange(year, month0 + 1)[1])", "min(day.day, 28)"), CLOCKS, "deadlines of"),
    Bug("rest_day_does_not_roll", Edit(limits._rolled, "calendar.workday_on_or_after(end.counted), end.counted", "end.counted, end.counted"), CLOCKS, "deadlines of file"),
    Bug("law_moved_by_a_decision", Edit(deadlines.deadline, " and not won.limit.basis", ""), CLOCKS, "deadlines of (file|fund)"),
    Bug("stopped_clock_runs_on", Edit(limits._with_suspensions, "last += days * _DAY", "last += 0 * _DAY"), CLOCKS, "deadlines of"),
    Bug("period_opens_by_another_clock", Edit(recurrence._opens_at, "tzinfo=case.zone", "tzinfo=UTC"), CLOCKS, "@2026|not_found"),
    Bug("today_by_another_clock", Edit(Case.local_day, "instant.astimezone(self.zone).date()", "instant.date()"), CLOCKS, "datetime.date|future_day"),
    Bug("day_of_doing_by_another_clock", Edit(Pen.day, "self.case.local_day(datetime.fromisoformat(happened or self.at))", "datetime.fromisoformat(happened or self.at).date()"), CLOCKS, "datetime.date"),
    Bug("yesterdays_answer_is_todays", Edit(standing._answered_for, "day_of(case, held) >= task.period[0]", "True"), CLOCKS, "close_cash@"),
    Bug("told_twice", Edit(fold_of(entries.NoticeQueued), "pen.change(entry.task, noticed=pen.task(entry.task).noticed | {told})", "pass"), CLOCKS, "a second advance wrote"),
    Bug("unfinished_need_starts_a_clock", Edit(times._finished, "not days or None in days", "not any(days)"), CLOCKS, "deadlines of certify"),
)  # fmt: skip
PEOPLE_BUGS = (
    Bug("delegation_outlives_its_last_day", Edit(presence.mandates, "one.begins <= day <= one.ends", "one.begins <= day"), LENDING, ALLOWED),
    Bug("delegation_before_its_first_day", Edit(presence.mandates, "one.begins <= day <= one.ends", "day <= one.ends"), LENDING, ALLOWED),
    Bug("ended_delegation_still_holds", Edit(presence.mandates, "not one.ended and ", ""), LENDING, ALLOWED),
    Bug("lends_what_was_lent", Edit(people.delegate, "if role not in held:", "if False:"), PEOPLE, _is("allowed", "not_held")),
    Bug("lends_on_in_anothers_place", Edit(rights._require_mandate, "operation in NEVER_LENT", "operation in NEVER_LENT - {Operation.DELEGATE}"), PEOPLE, "never_lent"),
    Bug("tasks_of_a_mandate_ignored", Edit(presence.Mandate.covers, "not self.tasks or (task is not None and task.key in self.tasks)", "True"), LENDING, ALLOWED),
    Bug("roles_of_a_mandate_ignored", Edit(presence.mandates, "one.roles or ", ""), LENDING, "model"),
    Bug("lead_decides_as_a_deputy", Edit(presence._mandate, " and not (on_site and one == DECIDER)", ""), LENDING, ALLOWED),
    Bug("who_left_acts_on_by_a_mandate", Edit(presence.mandates, "if deputy not in case.team:", "if False:"), LENDING, ALLOWED + "|readers"),
    Bug("anybody_names_a_deputy", Edit(people.state_absence, "_require_names(case, ask, person)", "pass"), PEOPLE, _is("allowed", "no_right")),
    Bug("absence_ends_a_day_early", Edit(Absence.covers, "day <= self.ends", "day < self.ends"), LENDING, "model"),
    Bug("nothing_is_handed_back", Edit(standing_in.hand_back, "if owner is None or not is_present(case, ask.people, owner, day):", "if True:"), LENDING, ": the model has \\('\\w+', '[A-Z]\\d', None"),
    Bug("handed_back_to_the_wrong_one", Edit(fold_of(entries.TaskAssigned), "(before.back_to or before.owner)", "before.owner"), LENDING, ": the model has \\('\\w+', '[A-Z]\\d', '"),
    Bug("handed_in_work_moves_to_who_must_decide", Edit(standing_in.next_owner, "task.status is TaskStatus.SUBMITTED", "False"), SMALL, "'submitted'"),
    Bug("suspended_person_acts", Edit(rights.require, "require_not_suspended(ask)", "pass"), PEOPLE, "“rights_suspended”, the engine"),
    Bug("suspended_under_one_code_only", Edit(Roster.is_suspended, "self.human(person) in self.humans(self.suspended)", "person in self.suspended"), PEOPLE, "rights_suspended|readers|model"),
    Bug("emergency_right_lasts_for_ever", Edit(rights.open_glass, "and ask.now < datetime.fromisoformat(one.until)", ""), LENDING, ALLOWED),
    Bug("emergency_right_approves_own_work", Edit(decisions._decidable, "if ask.hands & involved(case, ask, task):", "if ask.hands & involved(case, ask, task) and not any(one.person == ask.actor and one.task == task.key for one in case.glasses.values()):"), LENDING, "“own_work”, the engine"),
    Bug("emergency_right_reviewed_by_its_taker", Edit(cases._require_reviewer, "ask.people.human(case.glasses[glass].person) in ask.hands", "False"), PEOPLE, _is("allowed", "own_work")),
    Bug("restricted_case_open_to_all", Edit(rights.may_read, "not case.restricted", "True"), PEOPLE, "readers"),
    Bug("who_lent_the_task_approves_it", Edit(deciding.involved, "pair & ask.people.humans(own)", "False"), LENDING, "own_work|deciders of"),
    Bug("erasure_agreed_by_who_asked", Edit(people.decide_erasure, "ask.hands & ask.people.humans(found.asked_by)", "False"), PEOPLE, _is("allowed", "own_work")),
    Bug("erasure_by_who_asked", Edit(people.require_executor, "ask.hands & ask.people.humans((*found.asked_by, *found.decided_by))", "False"), PEOPLE, "“own_work”, the engine “retention”"),
    Bug("one_human_leads_and_decides", Edit(cases.require_staffed, "people.humans(leads) & people.humans(deciders)", "set(leads) & set(deciders)"), SMALL, _is("allowed", "team_incomplete")),
    Bug("rights_taken_back_do_not_reach_the_write", Edit(Writer._write, "StreamWrite(stream=HOUSE, expected_seq=house, drafts=decision.house),", ""), stories.rights_taken_back_before_the_write, "written on rights that were gone"),
    Bug("personal_fact_in_clear", Edit(facts.personal_keys, 'return frozenset({"value"})', "return frozenset()"), stories.nothing_personal_in_clear, "stands in an entry"),
)  # fmt: skip
RULE_BUGS: tuple[Bug, ...] = (*NEED_BUGS, *DECISION_BUGS, *CLOCK_BUGS, *PEOPLE_BUGS)
