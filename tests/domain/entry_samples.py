"""One stored entry of every kind and version, and what it means.

`python -m tests.domain.entry_samples` writes the samples that are missing; it never touches one that is there, because in
somebody's trail that shape is for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launchkit.domain import entries as kinds
from launchkit.domain.entries import Entry, draft_of
from launchkit.domain.trail import NO_DIGEST, CommittedFile, Envelope

FOLDER = Path(__file__).parent / "entries"
#: personal values by sample: the entry itself only commits to them
PERSONAL = FOLDER / "personal.json"

HOUSE_KINDS = frozenset(
    {
        "person_added",
        "company_added",
        "branch_added",
        "key_added",
        "personal_erased",
        "account_added",
        "account_closed",
        "company_linked",
        "company_unlinked",
        "administrator_named",
        "change_asked",
        "change_agreed",
        "change_dropped",
        "persons_joined",
        "rights_suspended",
        "rights_restored",
        "branch_roles_given",
        "channel_set",
        "feed_renewed",
        "webhook_changed",
    }
)
WITH_FILE = frozenset({"evidence_attached", "document_issued", "document_returned"})

#: What the stored samples read as today. After a change of shape the older line stays, with what it is brought to.
READS_AS: Mapping[tuple[str, int], Entry] = {
    ("case_opened", 1): kinds.CaseOpened(
        number="特情〔2026〕3号",
        series="锐修",
        year=2026,
        serial=3,
        company="RX",
        branch="SY",
        checklist="open_branch",
        name="沈阳铁西开业",
        start="2026-03-02",
        target="2026-05-01",
        team=({"person": "P1", "roles": ["lead"]}, {"person": "H1", "roles": ["hq_lead"]}),
        zone="Asia/Shanghai",
        division_code="210106",
        restricted=True,
        links=({"case": "c1", "why": "之前的接管"},),
    ),
    ("team_changed", 1): kinds.TeamChanged(person="P2", roles=("mate", "clerk"), reason="增援"),
    ("fact_stated", 1): kinds.FactStated(
        fact="first_day_on", value="2026-03-09", instance="hire-2", source="house:4", corrects=7
    ),
    ("evidence_attached", 1): kinds.EvidenceAttached(
        task="sign_lease", rule="lease", name="合同.pdf", note="双方已盖章"
    ),
    ("task_assigned", 1): kinds.TaskAssigned(
        task="sign_lease", owner="P2", helpers=("P1", "P3"), reason="轮换"
    ),
    ("task_assigned", 2): kinds.TaskAssigned(
        task="sign_lease", owner="P2", helpers=("P1", "P3"), reason="轮换", absence="a-1"
    ),
    ("task_started", 1): kinds.TaskStarted(task="sign_lease"),
    ("task_done", 1): kinds.TaskDone(task="sign_lease"),
    ("task_blocked", 1): kinds.TaskBlocked(
        task="sign_lease", party="landlord", since="2026-03-04", waiting_on="房东", reason="出差"
    ),
    ("task_blocked", 2): kinds.TaskBlocked(
        task="sign_lease",
        party="landlord",
        since="2026-03-04",
        waiting_on="房东",
        reason="出差",
        contact="13800000001",
        again_on="2026-03-09",
    ),
    ("task_unblocked", 1): kinds.TaskUnblocked(task="sign_lease"),
    ("waiver_asked", 1): kinds.WaiverAsked(task="fire_filing", reason="面积不足"),
    ("approved", 1): kinds.Approved(
        task="sign_lease", subject="done", role="hq_lead", note="同意"
    ),
    ("approved", 2): kinds.Approved(
        task="sign_lease", subject="done", role="hq_lead", note="同意", ground="deputy"
    ),
    ("rejected", 1): kinds.Rejected(
        task="sign_lease", subject="done", role="hq_lead", reason="缺章"
    ),
    ("task_reopened", 1): kinds.TaskReopened(
        task="sign_lease", reason="补页", told=("pay_rent", "file_lease")
    ),
    ("item_added", 1): kinds.ItemAdded(
        item="extra_sign",
        title="另做门头",
        owner="mate",
        reason="物业要求",
        needs=("sign_lease",),
        needed_by=("opening_gate",),
        due_on="2026-04-01",
    ),
    ("instance_added", 1): kinds.InstanceAdded(
        collection="hire", instance="hire-2", label="维修工"
    ),
    ("collection_completed", 1): kinds.CollectionCompleted(collection="hire"),
    ("deadline_extended", 1): kinds.DeadlineExtended(
        task="file_lease", due="P1", to="2026-05-01", reason="房东出差"
    ),
    ("deadline_suspended", 1): kinds.DeadlineSuspended(
        task="file_lease", due="P1", since="2026-03-05", reason="补正材料"
    ),
    ("deadline_resumed", 1): kinds.DeadlineResumed(task="file_lease", due="P1", on="2026-03-25"),
    ("occurrence_opened", 1): kinds.OccurrenceOpened(
        item="file_vat", period="2026-q1", begins="2026-01-01", ends="2026-03-31"
    ),
    ("document_prepared", 1): kinds.DocumentPrepared(
        document="D29#hire-2",
        number="锐修授〔2026〕2号",
        series="RX:授",
        year=2026,
        serial=2,
        date="2026-03-06",
        facts={"post": 5, "first_day_on#hire-2": 9},
        template="3" * 64,
        check_code="12-0123456789abcdef",
    ),
    ("document_issued", 1): kinds.DocumentIssued(
        document="D29#hire-2", prepared=10, environment="4" * 64
    ),
    ("document_voided", 1): kinds.DocumentVoided(
        document="D29#hire-2", prepared=10, reason="日期错"
    ),
    ("calendar_adopted", 1): kinds.CalendarAdopted(
        year=2027,
        digest="5" * 64,
        body={
            "year": 2027,
            "status": "official",
            "notices": ["某通知"],
            "rest": [{"day": "2027-01-01", "name": "元旦"}],
            "make_up": [{"day": "2027-01-03", "name": "元旦"}],
            "statutory": ["2027-01-01"],
            "tax_filing": ["2027-01-18"],
            "tax_notice": "某公告",
        },
        moved=(
            {
                "task": "visit",
                "due": "P1",
                "last_day": ["2027-03-01", "2027-03-02"],
                "plan_by": ["2027-02-26", "2027-03-01"],
            },
        ),
    ),
    ("definition_rebased", 1): kinds.DefinitionRebased(
        from_digest="6" * 64, to_digest="7" * 64, approver="H1", reason="清单更新"
    ),
    ("notice_queued", 1): kinds.NoticeQueued(
        task="visit", about="P1", notice="late", to=("P1", "H1")
    ),
    ("notice_queued", 2): kinds.NoticeQueued(
        task="visit", about="P1", notice="late", to=("P1", "H1"), mark="2026-03-12"
    ),
    ("finding_raised", 1): kinds.FindingRaised(
        finding="entered_late:visit:8", about="entered_late", task="visit"
    ),
    ("finding_answered", 1): kinds.FindingAnswered(
        finding="entered_late:visit:8", answer="现场没有信号"
    ),
    ("delegated", 1): kinds.Delegated(
        delegation="d-1",
        principal="F1",
        deputy="H1",
        begins="2026-03-05",
        ends="2026-03-20",
        roles=("hq_fin",),
        tasks=("sign_lease",),
        reason="出差",
    ),
    ("delegation_ended", 1): kinds.DelegationEnded(delegation="d-1", reason="提前回来"),
    ("absence_stated", 1): kinds.AbsenceStated(
        absence="a-1",
        person="P1",
        begins="2026-03-05",
        ends="2026-03-08",
        deputy="P2",
        reason="住院",
    ),
    ("absence_ended", 1): kinds.AbsenceEnded(absence="a-1", on="2026-03-08"),
    ("deputy_named", 1): kinds.DeputyNamed(person="H1", deputy="F1"),
    ("glass_broken", 1): kinds.GlassBroken(
        glass="g-1",
        person="P2",
        task="sign_lease",
        until="2026-03-07T01:00:00.000000Z",
        reason="负责人失联",
    ),
    ("nudged", 1): kinds.Nudged(
        task="sign_lease", how="phone", again_on="2026-03-09", note="说明天答复"
    ),
    ("watching_changed", 1): kinds.WatchingChanged(task="sign_lease", person="H2", watching=True),
    ("erasure_asked", 1): kinds.ErasureAsked(
        erasure="e-1", fact="hire_phone", instance="hire-2", reason="本人要求"
    ),
    ("erasure_decided", 1): kinds.ErasureDecided(erasure="e-1", agreed=True, reason="期满"),
    ("erasure_done", 1): kinds.ErasureDone(erasure="e-1"),
    ("severity_set", 1): kinds.SeveritySet(level=2, reason="营业款去向不明"),
    ("happening_noted", 1): kinds.HappeningNoted(
        happening="h-1",
        at="2026-03-04T06:05:00.000000Z",
        precision="minute",
        what="保险柜钥匙交接时少一把",
        source="交接清单第 2 页",
        task="take_over_seals",
    ),
    ("happening_withdrawn", 1): kinds.HappeningWithdrawn(happening="h-1", reason="钥匙找到了"),
    ("counsel_asked", 1): kinds.CounselAsked(
        question="q-1", text="能否先停职", due="2026-03-09", point="suspension_pay"
    ),
    ("counsel_answered", 1): kinds.CounselAnswered(question="q-1", answer="可以，工资照付"),
    ("report_filed", 1): kinds.ReportFiled(
        report="report-3",
        form="situation",
        upto=11,
        severity=2,
        conditions="柜台照常营业",
        actions="盘点现金",
        needs="请定停职期限",
        figures={"tasks": 52, "closed": 20},
    ),
    ("case_closed", 1): kinds.CaseClosed(note="顺利"),
    ("person_added", 1): kinds.PersonAdded(
        person="P1",
        name="张三",
        phone="13800000000",
        id_number="11010519491231002X",
        email="p1@example.org",
    ),
    ("company_added", 1): kinds.CompanyAdded(
        company="RX",
        name="锐修科技有限公司",
        short_name="锐修",
        uscc="91110000600037341L",
        address="某市某路 1 号",
        legal_representative="赵六",
    ),
    ("branch_added", 1): kinds.BranchAdded(
        branch="SY",
        company="RX",
        name="沈阳分公司",
        city="沈阳",
        division_code="210106",
        zone="Asia/Shanghai",
        address="某区某街 2 号",
        uscc="91110000600037341L",
        parent="DL",
    ),
    ("key_added", 1): kinds.KeyAdded(
        name="launchkit+2026", public_key="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    ),
    ("personal_erased", 1): kinds.PersonalErased(
        stream="case:c1", seq=3, path="value", on="2041-05-02", basis="case_file"
    ),
    ("account_added", 1): kinds.AccountAdded(account="zhang.san", person="P1"),
    ("account_closed", 1): kinds.AccountClosed(account="zhang.chi", person="P1"),
    ("company_linked", 1): kinds.CompanyLinked(
        account="zhang.chi", person="P1", provider="https://sign-in.example.com"
    ),
    ("company_unlinked", 1): kinds.CompanyUnlinked(account="zhang.chi", person="P1"),
    ("administrator_named", 1): kinds.AdministratorNamed(person="H1", administrator=True),
    ("change_asked", 1): kinds.ChangeAsked(change="forget", person="H2", account="chen.min"),
    ("change_agreed", 1): kinds.ChangeAgreed(asked=41),
    ("change_dropped", 1): kinds.ChangeDropped(asked=41),
    ("persons_joined", 1): kinds.PersonsJoined(person="P9", same_as="P1"),
    ("rights_suspended", 1): kinds.RightsSuspended(person="P1", reason="配合调查"),
    ("rights_restored", 1): kinds.RightsRestored(person="P1", reason="查清"),
    ("branch_roles_given", 1): kinds.BranchRolesGiven(
        branch="SY", person="P1", roles=("manager",)
    ),
    ("webhook_changed", 1): kinds.WebhookChanged(
        webhook="wh-3f2a9c0d1b7e",
        change="added",
        host="hooks.example.org",
        events=("case.closed", "deadline.missed"),
        cases=("0190f3b0c0de7000a000000000000001",),
    ),
    ("webhook_changed", 2): kinds.WebhookChanged(
        webhook="wh-3f2a9c0d1b7e",
        change="edited",
        host="hooks.example.org",
        events=("case.closed", "deadline.missed"),
        cases=("0190f3b0c0de7000a000000000000001",),
        parts=("address", "events"),
    ),
    ("feed_renewed", 1): kinds.FeedRenewed(feed="person", of="P1", issue=2),
    ("channel_set", 1): kinds.ChannelSet(person="P1", channel="email", address="p1@example.org"),
    ("custody_taken", 1): kinds.CustodyTaken(
        thing="cash-1",
        kind="cash",
        label="备用金箱",
        holder="P1",
        source="总部财务",
        place="二楼保险柜",
        amount=190400,
        quantity=1,
    ),
    ("custody_counted", 1): kinds.CustodyCounted(
        thing="parts-1", difference=-1, amount=0, quantity=11, reason="已用于服务单"
    ),
    ("custody_moved", 1): kinds.CustodyMoved(
        thing="cash-1",
        holder_from="P1",
        holder_to="P3",
        difference=-200,
        amount=190200,
        quantity=1,
        handover="handover-1",
        reason="当面点清",
    ),
    ("custody_ended", 1): kinds.CustodyEnded(
        thing="cash-1",
        outcome="deposited",
        difference=100,
        amount=190300,
        quantity=1,
        to="开户行",
        reason="结案",
    ),
    ("promise_made", 1): kinds.PromiseMade(
        promise="p-1",
        to="房东",
        what="周五前付押金",
        by="2026-03-13",
        keeper="P1",
        task="sign_lease",
        contact="13900000000",
    ),
    ("place_recorded", 1): kinds.PlaceRecorded(
        place="place-1",
        kind="bank",
        name="建行铁西支行",
        address="铁西区建设大路 1 号",
        phone="024-20000000",
        note="开户要预约",
        hours={"mon": "09:00-12:00 13:30-17:00", "sat": "09:30-15:30"},
        holidays=False,
        items=("open_account",),
        in_use=True,
    ),
    ("promise_moved", 1): kinds.PromiseMoved(promise="p-1", by="2026-03-16", note="周末不办公"),
    ("promise_settled", 1): kinds.PromiseSettled(promise="p-1", outcome="kept", note="已付"),
    ("document_sent_out", 1): kinds.DocumentSentOut(
        document="D29#hire-2", prepared=10, to="房东", expected="2026-03-20"
    ),
    ("document_returned", 1): kinds.DocumentReturned(
        document="D29#hire-2", prepared=10, signed=True, note="骑缝章已盖"
    ),
    ("handover_begun", 1): kinds.HandoverBegun(
        handover="handover-1", giver="P1", receiver="P3", stays=True, reason="轮换"
    ),
    ("handover_signed", 1): kinds.HandoverSigned(
        handover="handover-1",
        side="giver",
        digest="b" * 64,
        day="2026-03-06",
        counted={"cash-1": 190200, "parts-1": 11},
        notes="备件少一件",
    ),
    ("handover_completed", 1): kinds.HandoverCompleted(
        handover="handover-1", pack={"handover": "handover-1", "promises": [{"to": "房东"}]}
    ),
    ("personal_shown", 1): kinds.PersonalShown(
        fact="bank_account", instance="hire-2", person="P9", reason="审计抽查"
    ),
    ("file_fetched", 1): kinds.FileFetched(
        document="D31#hire-2", task="sign_offer#hire-2", of=40, reason="审计抽查"
    ),
    ("handover_cancelled", 1): kinds.HandoverCancelled(handover="handover-1", reason="不走了"),
}


def name_of(kind: str, version: int) -> str:
    """Name of a sample without its ending."""
    return f"{kind}.v{version}"


def sample_path(kind: str, version: int) -> Path:
    """Where the canonical bytes of a sample lie."""
    return FOLDER / f"{name_of(kind, version)}.json"


def personal_values() -> dict[str, dict[str, Any]]:
    """Personal values of all samples, by name of sample and key."""
    if not PERSONAL.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(PERSONAL.read_text(encoding="utf-8"))
    return found


def write_missing() -> list[str]:
    """Write the sample of every kind at its present version that has none; names of those written."""
    FOLDER.mkdir(exist_ok=True)
    side = personal_values()
    written = []
    for (_, version), entry in READS_AS.items():
        path = sample_path(entry.KIND, entry.VERSION)
        # What an older sample reads as is no sample of the present shape.
        if version == entry.VERSION and not path.exists():
            raw, hidden = _written(entry)
            path.write_bytes(raw)
            side[path.stem] = hidden
            written.append(path.stem)
    if written:
        text = json.dumps(side, ensure_ascii=False, indent=2, sort_keys=True)
        PERSONAL.write_text(f"{text}\n", encoding="utf-8")
    return written


def _written(entry: Entry) -> tuple[bytes, dict[str, Any]]:
    """The entry as a store writes it, and what goes into the side table."""
    draft = draft_of(entry, personal=frozenset())
    in_house = entry.KIND in HOUSE_KINDS
    first = entry.KIND == "case_opened"
    file = CommittedFile(commitment="8" * 64, size=2048, media="application/pdf")
    envelope = Envelope(
        log="0f0e0d0c0b0a09080706050403020100",
        seq=1 if first else 12,
        stream="house" if in_house else "case:c1",
        stream_seq=1 if first else 11,
        prev=NO_DIGEST if first else "1" * 64,
        kind=entry.KIND,
        kind_version=entry.VERSION,
        recorded_at="2026-03-06T01:02:03.000004Z",
        happened="2026-03-05",
        actor="P1",
        on_behalf_of=None,
        channel="cli",
        request="r-1",
        request_digest="2" * 64,
        data={key: value for key, value in draft.data.items() if key not in draft.personal},
        personal={key: hashlib.sha256(key.encode()).hexdigest() for key in draft.personal},
        files=(file,) if entry.KIND in WITH_FILE else (),
        definition=None if in_house else "9" * 64,
        program="launchkit 0.1.0",
    )
    return envelope.to_bytes(), {key: draft.data[key] for key in sorted(draft.personal)}


if __name__ == "__main__":
    print("\n".join(write_missing()))  # noqa: T201  a command that says what it wrote
