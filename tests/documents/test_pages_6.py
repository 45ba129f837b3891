"""The papers that keep and measure what was found when a branch is taken over: exhibits, differences, talks, memos.

What each has to show is copied here from the study of the field, not from its fields.yaml. Each page is printed once, from
its sample; the rest is asked of the filled page. None of them may find anybody guilty of anything.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Fonts, Press, Renderer, Templates, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    filled,
    printed,
    read,
    required_only,
    sample,
    shipped_spec,
    stretched,
)

#: by document: words that stand on the printed sample, white space left out
SHOWN = {
    "evidence_list": (
        # no., item, source, time, place, taken by, witness, seal, keeper
        "1证-001现金日记账1册（第1至62页）分公司财务柜，出纳岗位保管2026年10月12日10时35分分公司收银台P1P2F0001总部法务",
        "共3件",
        "证-00122026年10月14日09时10分总部法务总部财务当面启封复印后重新封存完好",  # each hand-over
        "交出人签字接收人签字",
        "5封存库房2026年10月12日13时10分P2P3F0010至F0012",  # two people at every step
        "证据证-0020a1b2c3d4e5f6071",  # digests
        "录像CAM1-0928.mp411223344",
        "八、公证、时间戳或者鉴定（2026年10月16日）",
        "本清单一式三份",  # three copies; maker, witness, holder, keeper
        "提取人（制作）",
        "原保管人（持有人）",
        "第一百六十九条",
    ),
    "difference_table": (
        # act, date, amount, proof, method
        "19月现金收入送存金额少于日记账记载2026年9月30日¥3,200.00证-001、流水第41页日记账与银行流水逐笔勾对",
        "合计（2笔）¥3,480.00人民币叁仟肆佰捌拾元整",
        "银行流水期间2024年10月1日至2026年10月12日",
        "4序列号与保修核验",
        "已核验120个",
        "找不到的客户机器0台",
        "核对人签字复核人签字",
        "各表金额不得相加",
    ),
    "loss_table": (
        "下限¥3,200.00人民币叁仟贰佰元整只计凭据齐全的",  # low, likely, high
        "多半¥6,800.00人民币陆仟捌佰元整",
        "上限¥9,000.00人民币玖仟元整",
        "19月送存少于应收2026年9月30日¥3,200.00证-001应收减送存高",
        "明细合计（4项）¥9,000.00",
        "知道损失之日2026年10月20日",
        "不认定任何人的责任",
        "单位盖章处",
        "第一百八十八条",
        "第二十七条",
    ),
    "customer_call_record": (
        "您可以不回答，也可以随时结束",  # script and consent
        "我想录音，您同意吗",
        "1SY20260918-0032026年10月19日10时05分是换了电源，当天取机付现金280元，交给前台单据写换主板",
        "回访客户数与单据一致与单据不一致321",
        "不提任何人的姓名",
        "第十七条",
    ),
    "witness_record": (
        "谈话时间2026年10月20日14时00分起",  # time, place, interviewers
        "谈话地点分公司二楼会议室（门开着）",
        "谈话人P1记录人P2",
        "也可以随时离开",  # notice
        "以上五项已逐项告知：已告知",
        "1问您在分公司做什么，做了多久？",  # questions and answers
        "答我做前台接待",
        "以上笔录共2页",
        "以上笔录我看过，和我说的一样",
        "第二百三十八条",
        "第八十八条",
    ),
    "witness_overview": (
        "1证人甲2026年10月20日14时00分分公司二楼会议室P1P2是是2是",
        "笔录3份，页数合计7",
        "已谈话人数3",
        "不一致：交接时清点了几个人",
        "只引笔录，不作评价",
    ),
    "talk_minutes": (
        "当事人当事人甲岗位收银岗位",
        "公司尚未对您作出任何结论",
        "也可以随时离开",
        "您可以请律师",
        "也没有人有权就是否报案、是否追究向您许诺",
        "1问请您说说9月下旬现金收进来以后是怎么处理的。",
        "没有许诺不报案：属实",
        "退还与否不影响有关机关依法处理，公司没有就此作任何许诺",
        "第二百三十八条",
        "第十七条",
    ),
    "sign_log": (
        "得知线索的时刻2026年10月12日08时10分",  # time, who, what
        "数据异常",
        "五天合计相差3200元",
        "1P1接管负责人2026年10月12日是",
        "不是对任何人的结论",
        "没有限制人身自由、搜身、威胁没有",
        "22026年10月12日10时00分P1、P2到场，出示授权书分公司前台",
        "第八条",
    ),
    "privacy_assessment": (
        "处理目的与法律依据目的：核对2026年8月至10月",  # purpose, lawfulness
        "2公司邮箱可能夹有私人往来按单号和关键词检索",  # risk, measures, readers
        "总部法务、总部信息",
        "私人聊天没有触碰",
        "评估完成日期2026年10月15日",
        "先评估、后查看是",
        "七、处理情况记录",
        "至少保存三年",
        "第五十五条",
        "第五十六条",
    ),
    "legal_memo": (
        "介入时刻2026年10月12日11时00分",
        "事实与凭据2026年9月服务单应收合计",  # facts, proof
        "损失多半为¥6,800.00人民币陆仟捌佰元整",  # amount
        "律师确认的立案数额标准¥30,000.00人民币叁万元整",
        "标准确认日期2026年10月21日",
        "金额标准以办案机关现行规定为准，须与律师核实",
        "2劳动仲裁追偿基本够举证责任在公司知道损失之日起1年内",  # options, risk
        "建议报案",
        "本备忘不认定任何人构成犯罪",
        "尚未核实原文",
        "第八十七条",
    ),
    "tax_memo": (
        "下一申报截止日2026年11月16日",
        "人民币陆仟捌佰元整（¥6,800.00）",
        "9月有3200元维修收入没有入账",
        "已咨询税务顾问是",
        "各地掌握不同，尚未核实",
        "第三十条",
        "第六十二条",
    ),
}  # fmt: skip

DOCUMENTS = sorted(SHOWN)
#: pages that claim nothing of the law
WITHOUT_LAW = {"difference_table", "witness_overview"}
PAGES = {"loss_table": 1, "tax_memo": 1, "witness_overview": 1, "evidence_list": 4}
#: words that would find somebody guilty before anybody has decided
VERDICTS = ("嫌疑", "贪污", "侵占", "挪用", "盗", "偷", "赃", "犯罪分子", "罪犯", "作案")
#: documents with a table of facts or a row per exhibit or talk
LISTED = [name for name in DOCUMENTS if any(isinstance(v, list) for v in sample(name).values())]
TALKS = {"witness_record": "interview_questions", "talk_minutes": "talk_questions"}


@pytest.fixture(scope="session")
def pages_of(fonts: Fonts, shipped: Templates, worker: Renderer) -> dict[str, list[str]]:
    """Every sample, printed once for all tests."""
    press = Press(shipped, fonts, worker)
    return {name: read(printed(press, name, numbered(name))) for name in DOCUMENTS}


def numbered(name: str) -> dict[str, Any]:
    """The sample with a number only where the document has a series, as it is issued."""
    values = sample(name)
    return values if shipped_spec(name).series else values | {"document_number": ""}


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(
    pages_of: dict[str, list[str]], name: str
) -> None:
    pages = pages_of[name]
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) <= PAGES.get(name, 2)
    assert "None" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(shipped: Templates, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    page = filled(name, values, shipped)
    assert "None" not in page
    assert "True" not in page
    assert "人民币（" not in page, "an amount nobody gave"
    assert shipped_spec(name).title.zh in page


@pytest.mark.parametrize("name", LISTED)
def test_a_long_table_may_break_and_repeats_its_head(shipped: Templates, name: str) -> None:
    page = filled(name, stretched(name, rows=60, letters=200), shipped)
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    long = [table for table in tables if ">59</td>" in table and ">60</td>" in table]
    assert long
    for table in long:
        assert "keep" not in table.split(">", 1)[0]
        assert "<thead>" in table


@pytest.mark.parametrize("name", DOCUMENTS)
def test_typed_text_stays_text_and_no_page_is_a_data_sheet(shipped: Templates, name: str) -> None:
    values = sample(name)
    for key in [key for key, value in values.items() if isinstance(value, str) and "，" in value]:
        values[key] = f"<b>{values[key]}</b>"
    own = filled(name, values, shipped)
    assert 'data-mark="资料表"' not in own
    assert "<b>" not in own


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_of_a_form_stands_on_its_page_unless_it_is_printed_around_it(
    shipped: Templates, name: str
) -> None:
    page = shipped.source(shipped.page(name))
    frame = {"check_code", "document_number", "document_date", "case_number", "company_name"}
    unused = [
        field.name
        for field in shipped_spec(name).fields
        if field.name not in frame and not re.search(rf"\b{field.name}\b", page)
    ]
    columns = [
        column
        for field in shipped_spec(name).fields
        for column in field.columns
        if not re.search(rf"\b{column}\b", page)
    ]
    assert (unused, columns) == ([], [])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited <= known_articles()
    assert loose_articles(page) == []
    assert bool(cited) is (name not in WITHOUT_LAW)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_page_finds_anybody_guilty(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    assert [word for word in VERDICTS if word in page] == []


@pytest.mark.pdf
@pytest.mark.parametrize("name", TALKS)
def test_every_page_of_a_talk_has_a_line_to_sign(press: Press, name: str) -> None:
    values = numbered(name)
    values[TALKS[name]] = [
        {"question": "请说明经过。", "answer": "当天的钱和单子交给收银岗位。" * (200 if at == 3 else 3)}
        for at in range(12)
    ]  # fmt: skip
    pages = read(printed(press, name, values))
    assert len(pages) > 3
    assert all("签字" in page for page in pages)
    assert sum("本页看过，记录与我说的一致" in page for page in pages) >= len(pages) - 1
    assert "".join(pages).count("钱") == 200 + 11 * 3


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_begins_with_the_rights_and_is_signed_before_the_questions(
    shipped: Templates, name: str
) -> None:
    page = filled(name, sample(name), shipped)
    rights, rest = page.split("二、谈话内容")
    for words in ("谈话出于自愿", "可以随时离开", "可以休息", "录音须先告知", "更正"):
        assert words in rights
    assert "自愿谈话。签字" in rights
    assert "亲笔写明" in rest


def test_a_talk_that_was_declined_is_no_record_of_answers(shipped: Templates) -> None:
    values = sample("talk_minutes") | {"talk_outcome": "declined", "talk_questions": None}
    page = filled("talk_minutes", values, shipped)
    assert "联系经过（本人不愿谈）" in page
    assert "不作不利于本人的推断" in page
    assert "二、谈话内容" not in page
    assert "逐页看过" not in page


def test_an_undertaking_to_repay_buys_nothing(shipped: Templates) -> None:
    page = filled("talk_minutes", sample("talk_minutes"), shipped)
    assert "退还与否不影响有关机关依法处理，公司没有就此作任何许诺" in page
    assert "不追究" not in page


def test_each_move_of_an_exhibit_has_its_line_and_there_are_lines_to_come(
    shipped: Templates,
) -> None:
    page = filled("evidence_list", sample("evidence_list"), shipped)
    chain = page[page.index("二、保管链") : page.index("三、各环节")]
    assert chain.count("<tr>") == 1 + 3 + 4
    values = sample("evidence_list")
    values["exhibits"][0]["exhibit_moves"][0]["seal"] = False
    assert "有异状，另页说明" in filled("evidence_list", values, shipped)


def test_a_check_that_found_nothing_is_told_from_one_that_was_not_made(shipped: Templates) -> None:
    values = sample("difference_table") | {"bank_differences": [], "cash_differences": None}
    page = filled("difference_table", values, shipped)
    bank, cash = page[page.index("一、") : page.index("三、")].split("二、")
    assert "未发现差异" in bank
    assert "未发现差异" not in cash


def test_a_sum_of_differences_may_be_negative(shipped: Templates) -> None:
    values = sample("difference_table")
    rows = [row | {"amount": -5000} for row in values["cash_differences"]]
    page = filled("difference_table", values | {"cash_differences": rows}, shipped)
    assert "人民币负伍拾元整" in page


def test_calls_that_do_not_add_up_are_explained(shipped: Templates) -> None:
    values = sample("customer_call_record")
    assert "与回访客户数不同" not in filled("customer_call_record", values, shipped)
    assert "与回访客户数不同" in filled(
        "customer_call_record", values | {"calls_made": 20}, shipped
    )


def test_the_call_record_holds_neither_names_nor_telephone_numbers(shipped: Templates) -> None:
    spec = shipped_spec("customer_call_record")
    assert not [field.name for field in spec.fields if re.search("phone|customer", field.name)]
    assert "客户姓名、电话不写入本表" in filled(
        "customer_call_record", sample("customer_call_record"), shipped
    )


def test_an_assessment_after_the_look_is_seen_at_once(shipped: Templates) -> None:
    values = sample("privacy_assessment")
    late = filled("privacy_assessment", values | {"pia_done_on": "2026-10-17"}, shipped)
    (cell,) = re.findall(r"先评估、后查看</th><td>(.*?)</td>", late)
    assert cell.index("box on") > cell.index("是")


def test_the_log_goes_on_where_the_entries_end(shipped: Templates) -> None:
    page = filled("sign_log", sample("sign_log"), shipped)
    log = page[page.index("四、行动日志") :]
    numbers = [int(number) for number in re.findall(r'height:7.5mm">(\d+)</td>', log)]
    assert numbers == list(range(1, 19))
