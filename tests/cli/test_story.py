"""People open a case and take it through its tasks by typing."""

from __future__ import annotations

from pathlib import Path

from tests.cli.house import Terminal


def test_everything_that_lacks_is_said_at_once_with_the_command_that_supplies_it(
    terminal: Terminal,
) -> None:
    lines = terminal.lines("done", "1", "T-2", "--as", "P1", code=1)
    assert lines[0] == "✗ T-2 签订租赁合同还不能办结，缺 5 项。"
    assert "  · 前置 T-1 找场地" in lines
    assert "      launchkit done 特情〔2026〕1号 find_site" in lines
    assert "      launchkit state 特情〔2026〕1号 monthly_rent=…" in lines
    assert "      launchkit attach 特情〔2026〕1号 sign_lease FILE --rule lease" in lines


def test_the_same_refusal_in_english_and_for_scripts(terminal: Terminal) -> None:
    lines = terminal.lines("done", "1", "T-2", "--as", "P1", "--lang", "en", code=1)
    assert lines[0] == "✗ T-2 Sign the lease cannot be done yet; 5 missing."
    error = terminal.json("done", "1", "T-2", "--as", "P1", code=1)["error"]
    assert (error["code"], error["exit"], len(error["lacks"])) == ("incomplete", 1, 5)
    assert error["lacks"][0]["command"] == "launchkit done 特情〔2026〕1号 find_site"


def test_a_finished_task_names_what_became_possible(terminal: Terminal, quotes: Path) -> None:
    lines = terminal.lines("done", "1", "T-1", "--fact", f"quotes=@{quotes}", "--as", "P1")
    assert lines[0].startswith("✓ 办结 T-1 找场地（第 ")
    assert lines[1] == "  现在可办 T-2 签订租赁合同 — 张伟"


def test_the_same_request_is_carried_out_once(terminal: Terminal, quotes: Path) -> None:
    words = ("done", "1", "T-1", "--fact", f"quotes=@{quotes}", "--as", "P1", "--request", "r-1")
    first, second = terminal.json(*words), terminal.json(*words)
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert [one["kind"] for one in first["entries"]] == ["fact_stated", "task_done"]
    assert second["entries"] == []
    assert second["seq"] == first["seq"]


def test_a_request_id_stands_for_one_thing_only(terminal: Terminal, quotes: Path) -> None:
    terminal.type("state", "1", "monthly_rent=100", "--as", "P1", "--request", "r-1")
    error = terminal.json(
        "state", "1", "monthly_rent=200", "--as", "P1", "--request", "r-1", code=1
    )["error"]
    assert error["code"] == "request_reused"


def test_nobody_writes_over_what_they_have_not_seen(terminal: Terminal) -> None:
    seq = terminal.json("show", "1")["seq"]
    terminal.type("state", "1", "monthly_rent=100", "--as", "P1", "--expect", str(seq))
    error = terminal.json(
        "state", "1", "monthly_rent=200", "--as", "P1", "--expect", str(seq), code=1
    )["error"]
    assert error["code"] == "moved_on"


def test_amounts_are_yuan_also_inside_a_table(leased: Terminal) -> None:
    facts = {one["fact"]: one["value"]["zh"] for one in leased.json("show", "1")["facts"]}
    assert facts["monthly_rent"] == "36,000.00 元"
    assert facts["quotes"] == "2 行：甲公司、乙公司"
    entries = leased.json("trail", "1")["entries"]
    rows = next(one["data"]["value"] for one in entries if one["data"].get("fact") == "quotes")
    assert [row["amount"] for row in rows] == [360_000, 1_250]


def test_nobody_approves_their_own_work(leased: Terminal) -> None:
    lines = leased.lines("approve", "1", "T-2", "--as", "P1", code=1)
    assert lines[0] == "✗ 不能批准自己经手的事项（T-2），须由另一人决定。"
    assert lines[-1].strip() == "launchkit approve 特情〔2026〕1号 sign_lease --as H1"


def test_an_approval_opens_what_waited_for_it(leased: Terminal) -> None:
    assert leased.lines("approve", "1", "T-2", "--as", "H1")[1:] == [
        "  现在可办 T-3 租赁备案 — 张伟"
    ]


def test_work_sent_back_can_be_handed_in_again(leased: Terminal) -> None:
    leased.type("reject", "1", "T-2", "--reason", "缺第 3 页", "--as", "H1")
    assert leased.json("show", "1", "--task", "T-2")["task"]["standing"] == "started"
    leased.type("done", "1", "T-2", "--as", "P1")
    assert leased.json("show", "1", "--task", "T-2")["task"]["pending"] == "done"


def test_a_case_is_taken_to_its_end(leased: Terminal) -> None:
    leased.type("approve", "1", "T-2", "--as", "H1")
    leased.type("instance", "1", "hire", "--label", "王芳", "--as", "P1")
    leased.type("instance", "1", "hire", "--complete", "--as", "P1")
    leased.type("done", "1", "T-4#hire-1", "--fact", "joined_on=2026-03-10", "--as", "P2")
    leased.type("done", "1", "T-3", "--on", "2026-03-20", "--as", "P1")
    leased.type("done", "1", "open_doors", "--as", "H1")
    late = leased.json("close", "1", "--as", "H1", code=1)["error"]
    assert [one["command"] for one in late["lacks"]] == [
        f"launchkit answer 特情〔2026〕1号 {finding['finding']} --reason …"
        for finding in leased.json("show", "1")["findings"]
    ]
    for finding in leased.json("show", "1")["findings"]:
        leased.type("answer", "1", finding["finding"], "--reason", "当天没有网络", "--as", "P1")
    assert leased.lines("close", "1", "--as", "H1")[0].startswith("✓ 特情〔2026〕1号 已结案")
    assert leased.json("cases") == {"cases": []}
    assert [one["state"] for one in leased.json("cases", "--all")["cases"]] == ["closed"]
    assert leased.json("verify")["whole"] is True


def test_the_trail_tells_who_did_what_and_for_which_day(leased: Terminal) -> None:
    lines = "\n".join(leased.lines("trail", "1"))
    assert "张伟 为 T-2 签订租赁合同 提交凭证“合同扫描件”：合同.pdf" in lines.replace(
        "\n", " "
    ).replace("                        ", "")
    assert "另有系统记录" in lines
    every = leased.json("trail", "1", "--task", "T-2")["entries"]
    assert (
        every[-1]["said"]["en"] == "reminded 李娜(H1): T-2 Sign the lease (done) for you to decide"
    )
    english = [one for one in every if one["kind"] != "notice_queued"]
    assert english[-1]["said"]["en"] == "finished T-2 Sign the lease"
    assert english[-1]["actor_name"] == "张伟"


def test_an_entry_made_late_names_the_day_it_happened(terminal: Terminal) -> None:
    terminal.type("state", "1", "lease_signed_on=2026-03-05", "--on", "2026-03-05", "--as", "P1")
    last = terminal.json("trail", "1", "--task", "T-2")
    assert last["entries"] == [] or last["entries"][-1]["happened"] is None
    stated = [
        one for one in terminal.json("trail", "1")["entries"] if one["kind"] == "fact_stated"
    ]
    assert stated[-1]["happened"] == "2026-03-05"
    assert any("（发生于 2026-03-05）" in line for line in terminal.lines("trail", "1"))


def test_waiting_shows_on_whom_and_how_long(terminal: Terminal) -> None:
    terminal.type(
        *(
            "block",
            "1",
            "T-1",
            "--waiting-on",
            "房东",
            "--reason",
            "出差",
            "--since",
            "2026-01-10",
        ),
        *("--party", "landlord", "--as", "P1"),
    )
    agenda = terminal.json("next", "--as", "P1")
    assert agenda["first"] is None
    (wait,) = (one["wait"] for one in agenda["waiting"])
    assert (wait["who"]["zh"], wait["since"]) == ("房东", "2026-01-10")
    assert wait["days"] > 300
    terminal.type("unblock", "1", "T-1", "--as", "P1")
    assert terminal.json("next", "--as", "P1")["first"]["key"] == "find_site"


def test_a_waiver_is_asked_for_and_decided_by_headquarters(terminal: Terminal) -> None:
    terminal.type("waive", "1", "T-1", "--reason", "总部已有场地", "--as", "P1")
    pending = terminal.json("next", "--as", "H1")["decisions"]
    assert [(one["key"], one["pending"]) for one in pending] == [("find_site", "waive")]
    terminal.type("approve", "1", "T-1", "--as", "H1")
    assert terminal.json("show", "1", "--task", "T-1")["task"]["standing"] == "waived"


def test_finished_work_can_be_opened_again(terminal: Terminal, quotes: Path) -> None:
    terminal.type("done", "1", "T-1", "--fact", f"quotes=@{quotes}", "--as", "P1")
    terminal.type("reopen", "1", "T-1", "--reason", "房东反悔", "--as", "P1")
    assert terminal.json("show", "1", "--task", "T-1")["task"]["standing"] == "ready"


def test_a_task_given_to_somebody_away_is_said_to_be_with_whoever_stands_in(
    terminal: Terminal,
) -> None:
    terminal.type("absent", "1", "--until", "2026-12-31", "--as", "P2")
    said = terminal.type("assign", "1", "T-1", "--to", "P2", "--as", "P1").output
    assert "已移交给 欧阳䶮" in said
    assert "先由" in said
    assert terminal.json("show", "1", "--task", "T-1")["task"]["owner"] != "P2"


def test_a_task_is_handed_to_another_person(terminal: Terminal) -> None:
    terminal.type("assign", "1", "T-1", "--to", "P2", "--helper", "P1", "--as", "P1")
    task = terminal.json("show", "1", "--task", "T-1")["task"]
    assert (task["owner"], task["owner_name"], task["helpers"]) == ("P2", "欧阳䶮", ["P1"])


def test_a_task_is_added_to_one_case(terminal: Terminal) -> None:
    terminal.type(
        *("add", "1", "extra_key", "--title", "配钥匙", "--owner", "lead", "--reason", "只有一把"),
        *("--needs", "T-1", "--needed-by", "T-5", "--due", "2026-12-01", "--as", "P1"),
    )
    task = terminal.json("show", "1", "--task", "extra_key")["task"]
    assert task["needs"] == [{"zh": "T-1 找场地", "en": "T-1 Find a site"}]
    assert task["deadlines"][0]["last_day"] == "2026-12-01"


def test_people_join_and_leave(terminal: Terminal) -> None:
    terminal.type("person", "add", "P3", "--name", "何三", "--as", "H1")
    terminal.type("team", "1", "--person", "P3", "--role", "mate", "--as", "H1")
    assert "P3" in [one["person"] for one in terminal.json("show", "1")["team"]]
    terminal.type("team", "1", "--person", "P3", "--remove", "--reason", "调回", "--as", "H1")
    assert "P3" not in [one["person"] for one in terminal.json("show", "1")["team"]]
    assert (
        terminal.json("team", "1", "--person", "P3", "--as", "H1", code=2)["error"]["code"]
        == "usage"
    )


def test_a_house_deadline_moves_and_stops(terminal: Terminal) -> None:
    terminal.type("extend", "1", "T-1", "--to", "2027-01-04", "--reason", "房东出差", "--as", "H1")
    assert terminal.json("deadlines", "1")["deadlines"][0]["last_day"] == "2027-01-04"
    terminal.type("suspend", "1", "T-1", "--since", "2026-01-08", "--reason", "补正", "--as", "H1")
    assert terminal.json("deadlines", "1")["deadlines"][0]["suspended"] is True
    terminal.type("resume", "1", "T-1", "--on", "2026-01-12", "--as", "H1")
    assert terminal.json("deadlines", "1")["deadlines"][0]["suspended"] is False


def test_a_statutory_deadline_explains_itself(leased: Terminal) -> None:
    leased.type("approve", "1", "T-2", "--as", "H1")
    (one,) = leased.json("deadlines", "1", "--statutory")["deadlines"]
    assert (one["code"], one["last_day"], one["plan_by"]) == ("T-3", "2026-04-04", "2026-04-03")
    assert one["explained"]["zh"].startswith("从 2026-03-05（合同签订日）次日起算 30 个日历日")
    assert "TL1：《试行办法》第一条" in one["explained"]["zh"]


def test_a_case_is_shown_as_it_was_recorded_then(terminal: Terminal) -> None:
    before = terminal.json("show", "1")
    at = before["opened_at"]
    terminal.type("state", "1", "monthly_rent=100", "--as", "P1")
    then = terminal.json("show", "1", "--at", at)
    assert (then["seq"], then["facts"]) == (1, [])
    assert terminal.json("show", "1", "--at", "2020-01-01", code=3)["error"]["code"] == "not_found"
    assert terminal.json("show", "1", "--at", "gestern", code=2)["error"]["code"] == "usage"
