"""The papers of a take-over from the report to the closing: police, people, insurer, money, registrar, bank, controls.

What each has to show is copied here from the table of documents in the study of the field, not from its fields.yaml.
Each page is printed once from its sample and once with long tables; the rest is asked of the filled page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from launchkit.documents import Fonts, Press, Renderer, Templates, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    archivable,
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
    "police_report": (
        "示例市公安局经济犯罪侦查部门：",  # to whom
        "单位名称锐修科技有限公司统一社会信用代码91110108MA00TEXT08法定代表人韩实",  # who reports
        "公民身份号码110101199001010007",  # and through whom
        "是，由经手本事项、能够作证的人报案",
        "1当事人甲210106199001010002收银：收款、送存、日记账13800000001",  # particulars
        "照片、劳动合同、任职文件",
        "2026年9月1日至9月30日，沈阳铁西分公司收银台",  # when, where, how
        "有凭据支持的金额（大写）：人民币叁仟贰佰元整",  # how much
        "损失明细合计与上列金额不同",
        "人民法院是否已受理同一事实",
        "已经退还的款项人民币零元整（¥0.00）",
        "是否涉及厂商所有的备件",
        "出具受案回执和接收材料清单",
        "报案单位（盖章）法定代表人（签字）：",
        "5现金日记账、服务单、送存回单复印件46是",  # copies marked and sealed
        "共6项62",
        "2证-002录像硬盘1块弱电箱2026年10月12日11时40分弱电箱P1P2F0002总部法务9f2c4a7b",
        "（以下空白，共3件）",
        "注明“与原件一致”并盖章",
        "受案回执号示例受案〔2026〕0001号",
        "立案金额标准以办案机关现行规定为准，须与律师核实",
        "第一百六十九条",
    ),
    "remedy_petition": (
        "复核申请书",  # an answer to the first petition has come
        "（上一级公安机关）：",
        "委托经办人张弛联系电话13800000001",
        "文号：示例公不立字〔2026〕0001号，决定日期：2026年10月29日",
        "申请人于2026年11月3日申请复议，于2026年11月20日收到维持原决定的复议决定",
        "原报案时没有提交的收银台录像",  # grounds
        "附件：1.不予立案通知书复印件",
        "收到不予立案通知书后7日内可以申请复议",
        "复议收到不予立案通知书7日内申请，机关30日内决定（可再延长30日）2026年10月30日2026年11月3日",
        "复核收到复议决定7日内申请",
        "检察监督",
        "《中华人民共和国刑事诉讼法》第一百一十三条",
    ),
    "suspension_notice": (
        "当事人甲：",
        "根据员工手册第三章第8条",  # rule
        "自2026年10月13日起至2026年11月11日止（共30天）",  # from, to
        "事由：配合公司了解收款情况",  # reason
        "停职期间视为正常出勤，照付工资",  # pay
        "停职期间由公司照常缴纳，不中断",
        "工作日9时至18时保持电话畅通",  # duties
        "姓名：电话：",  # contact
        "不是纪律处分，也不是对任何事实或者责任的认定",
        "谈话自愿，随时可以离开",
        "送达回证（公司留存）",  # service record
        "送达日期2026年10月13日",
        "签收只表示收到通知",
        "须与律师核实",
    ),
    "dismissal_papers": (
        "拟解除劳动合同通知工会函",
        "锐修科技有限公司工会：",
        "没有不同意见",
        "解除劳动合同通知书",
        "解除理由已事先通知工会",
        "1年内向劳动争议仲裁委员会申请仲裁",
        "解除（终止）劳动合同证明书",
        # the four points of the certificate
        "一、劳动合同期限2024年11月10日至2027年11月9日",
        "二、解除（终止）日期2026年11月9日",
        "三、工作岗位收银岗位",
        "四、在本单位工作年限2年",
        "《中华人民共和国劳动合同法实施条例》第二十四条",
        "档案和社保转移日期2026年11月20日",
        "第四十三条",
    ),
    "internal_measures": (
        "1分公司主管书面提醒考核制度第4条2026年11月12日",  # by post and by rule
        "处理有制度依据、本人申辩过：是否",
        "1分公司送存只看回单，没有与服务单核对现金管理制度第5条：每日核对服务单应收与送存总部财务",
        "审核（法务）",
        "第四条",
    ),
    "insurance_claim": (
        "致：示例保险公司，保单示例0001",  # policy
        "知道损失的日期2026年10月20日通知日期2026年10月21日",  # date known
        "知道后3日内",
        "受案回执：示例受案〔2026〕0001号",
        "估计损失（大写）：人民币陆仟捌佰元整",  # loss
        "合计¥6,800.00",
        "1保险单和缴费凭证复印件2026年10月21日",  # proofs
        "没有放弃对任何责任方请求赔偿的权利",
        "第六十一条",
    ),
    "repayment_agreement": (
        "总额为人民币叁仟贰佰元整（¥3,200.00）",  # amount
        "22027年1月31日¥1,000.00本人工资",  # plan and source
        "合计¥3,200.00",
        "不超过乙方当月工资的20%",
        "不涉及任何机关的程序",
        "由律师审定后签署",
        "书面还款协议劳动仲裁民事诉讼随刑事案件责令退赔不追偿",
        "知道损失的日期2026年10月20日",
        "第一百八十八条",
    ),
    "control_matrix": (
        # risk, control, owner, date, test
        "1一人收款又记账收款与记账分开，总部复核总部财务2026年11月11日抽查10日，金额一致",
        "整改完成日期2026年11月11日",
        "3收款码和POS只绑定分公司对公账户是否",
        "测试（总部备件）",
        "第三十五条",
    ),
    "registration_change_sheet": (
        "资料表",
        "变更决定日期2026年10月14日",
        "新任负责人宋宁21010619880808000713800000003分公司负责人2026年10月14日任职",
        "受托人（经办）张弛110101199001010007",
        "营业执照正本、副本（交回换发）",
        "5个工作日内2026年10月22日",  # bank
        "30日内2026年10月28日",  # tax
        "30日内2026年10月29日",  # insurance
        "《市场主体登记管理条例》第二十四条",
    ),
    "payment_rights_sheet": (
        "资料表",
        "银行暂停权限时刻2026年10月12日10时20分",
        "第一经办人P5第二经办人P6",
        "账号1000000000000000017",
        "1尾号0017U盾复核分公司出纳总部财务YH20261012-01",
        "2宋宁名章付款预留印鉴¥50,000.00",  # signers, limits
        "1UK000001制单许账",  # token numbers
        "第四十七条",
    ),
    "takeover_report": (
        "62026年11月27日向新任负责人交接",  # timeline
        "法定期限15项，其中按期完成14项，逾期1项",  # deadlines met and late
        "1EC-37DL431开户银行要求重新预约",  # with days
        "损失多半为¥6,800.00人民币陆仟捌佰元整",
        "专案实际费用¥98,000.00人民币玖万捌仟元整",  # cost
        "1EC-12第二次夜间封条照片一张",  # evidence gaps
        "原因待核实证-001至证-003已报案",  # exceptions
        "1各分公司收款与记账不得由一人办理",  # recommendations
        "3向职工追偿的仲裁时效届满总部法务2027年10月20日",  # later dates
        "案件未终结，卷宗不得销毁",
        "须与律师核实",
    ),
}  # fmt: skip

DOCUMENTS = sorted(SHOWN)
PAGES = {
    "police_report": 5, "remedy_petition": 3, "suspension_notice": 2, "dismissal_papers": 4, "internal_measures": 1,
    "insurance_claim": 2, "repayment_agreement": 3, "control_matrix": 2, "registration_change_sheet": 2,
    "payment_rights_sheet": 2, "takeover_report": 3,
}  # fmt: skip
#: heads of the long tables of each, and a word of one of the rows
LONG = {
    "police_report": [
        ("序号姓名公民身份号码岗位与职责联系电话住址", "当事人甲"),
        ("序号事项日期金额凭据编号计算方法", "押金收据减退还记录"),
        ("序号材料页数注明来源并盖章", "劳动合同、岗位说明复印件"),
        ("序号证据编号名称与数量来源与原存放处", "录像硬盘"),
    ],
    "internal_measures": [
        ("序号岗位处理制度依据决定日期", "考核制度第4条"),
        ("序号教训修订的制度、改成什么负责部门", "收银与记账长期由一人办理"),
    ],
    "insurance_claim": [
        ("序号事项日期金额凭据编号计算方法把握", "押金收据减退还记录"),
        ("序号资料提交日期", "损失认定表和凭据复印件"),
    ],
    "repayment_agreement": [("序号支付日期金额款项来源", "本人存款")],
    "control_matrix": [("序号风险控制措施负责岗位完成日期测试结果", "一人收款又记账")],
    "payment_rights_sheet": [
        ("序号账户尾号或渠道停用的权限原持有岗位现持有岗位银行回执号", "取现、消费"),
        ("序号编号制单或复核保管人", "UK000002"),
    ],
    "takeover_report": [
        ("序号日期事项", "备件两组盲盘"),
        ("序号事项（开庭、时效、还款、复查）负责岗位日期", "第一期还款"),
    ],
}
#: words of a verdict; the name of a police department and of the law itself are no verdict
VERDICT = ("嫌疑", "侵占", "贪污", "挪用", "盗窃", "诈骗", "罪犯", "犯罪人", "违纪", "赃")


@pytest.fixture(scope="session")
def press_of_all(fonts: Fonts, shipped: Templates, worker: Renderer) -> Press:
    return Press(shipped, fonts, worker)


def numbered(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values with a number only where the document has a series, as it is issued."""
    return values if shipped_spec(name).series else values | {"document_number": ""}


def changed(templates: Templates, name: str, **values: Any) -> str:
    return filled(name, numbered(name, sample(name) | values), templates)


def plain(page: str) -> str:
    """Words of a filled page, white space left out."""
    return re.sub(r"<[^>]+>|\s", "", page)


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(
    press_of_all: Press, tmp_path: Path, name: str
) -> None:
    pdf = printed(press_of_all, name, numbered(name, sample(name)))
    archivable(pdf, tmp_path)
    pages = read(pdf)
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) == PAGES[name]
    assert "None" not in text
    assert ("非官方表格" in text) is (shipped_spec(name).form == "official")
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", sorted(LONG))
def test_a_long_table_repeats_its_head_on_every_page(press_of_all: Press, name: str) -> None:
    values = stretched(name, rows=60, letters=200)
    pages = read(printed(press_of_all, name, numbered(name, values)))
    for head, row in LONG[name]:
        with_rows = [page for page in pages if row in page]
        assert len(with_rows) > 1, row
        assert all(head in page for page in with_rows)
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_a_short_table_is_held_together(shipped: Templates, name: str) -> None:
    page = filled(name, numbered(name, stretched(name, rows=30, letters=200)), shipped)
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        if table.count("<tr") > 25:
            assert "keep" not in table.split(">", 1)[0]
            assert "<thead>" in table


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(shipped: Templates, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    page = filled(name, values, shipped)
    assert "None" not in page
    assert "True" not in page
    assert "人民币（" not in page, "an amount nobody gave"
    assert shipped_spec(name).title.zh in page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_without_any_rows_can_be_filled_in_by_hand(shipped: Templates, name: str) -> None:
    values = {key: [] if isinstance(value, list) else value for key, value in sample(name).items()}
    assert "None" not in filled(name, values, shipped)
    nothing = filled(name, dict.fromkeys(values), shipped)
    assert "None" not in nothing
    assert "box on" not in nothing, "an answer nobody gave"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_typed_text_stays_text(shipped: Templates, name: str) -> None:
    values = sample(name)
    for key, value in values.items():
        if isinstance(value, list):
            value[0] |= {
                column: f"<b>{cell}"
                for column, cell in value[0].items()
                if isinstance(cell, str) and not re.match(r"\d{4}-\d\d-\d\d", cell)
            }
        elif isinstance(value, str) and "，" in value:
            values[key] = f"<b>{value}"
    assert "<b>" not in filled(name, values, shipped)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_of_a_form_stands_on_its_page_unless_it_is_printed_around_it(
    shipped: Templates, name: str
) -> None:
    page = shipped.source(shipped.page(name))
    frame = {"check_code", "document_number", "document_date", "case_number"}
    unused = [
        field.name
        for field in shipped_spec(name).fields
        if field.name not in frame and not re.search(rf"\b{field.name}\b", page)
    ]
    assert unused == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited
    assert cited <= known_articles()
    assert loose_articles(page) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nobody_is_accused_and_whole_numbers_stand_only_where_the_form_needs_them(
    shipped: Templates, name: str
) -> None:
    page = filled(name, numbered(name, sample(name)), shipped)
    assert [word for word in VERDICT if word in page] == []
    whole = re.findall(r"\b\d{17}[\dX]\b", page)
    assert bool(whole) is (name in {"police_report", "registration_change_sheet"})


# the report


def test_what_stays_in_the_house_stands_on_a_page_of_its_own(shipped: Templates) -> None:
    report = changed(shipped, "police_report")
    handed_in, kept = report.split("<h1>报案材料核对与受案登记</h1>")
    assert "立案金额标准" not in handed_in
    assert handed_in.rstrip().endswith('<div class="new-page">')
    assert "不随报案书提交" in kept
    petition, kept = changed(shipped, "remedy_petition").split("<h1>救济期限登记</h1>")
    assert "改为立案" not in petition
    assert "改为立案" in kept


def test_losses_that_make_the_amount_need_no_words(shipped: Templates) -> None:
    assert "其余尚待核实" not in changed(shipped, "police_report", report_amount=680000)
    assert "其余尚待核实" not in changed(shipped, "police_report", loss_rows=[])


def test_moves_of_an_exhibit_are_not_part_of_the_index() -> None:
    (exhibits,) = (field for field in shipped_spec("police_report").fields if field.collection)
    assert "exhibit_digest" in exhibits.columns
    assert "exhibit_moves" not in exhibits.columns


def test_the_first_petition_goes_to_the_authority_that_refused(shipped: Templates) -> None:
    first = changed(shipped, "remedy_petition", reconsideration_received_on=None)
    assert '<p class="to">示例市公安局经济犯罪侦查部门：</p>' in first
    assert "<h1>复议申请书</h1>" in first
    assert "复核申请书" not in first
    assert "复议决定书复印件" not in first
    assert 'class="line">2026年11月3日<' in first, "signed on the day of that petition"


# people


def test_pay_goes_on_unless_counsel_said_otherwise(shipped: Templates) -> None:
    for pay in ("full", None):
        assert "照付工资，发放日不变" in changed(shipped, "suspension_notice", suspension_pay=pay)
    other = changed(
        shipped,
        "suspension_notice",
        suspension_pay="counsel_rate",
        suspension_pay_advice="律师书面意见甲",
    )
    assert "视为正常出勤" not in other
    assert "依据为律师书面意见甲" in plain(other)


def test_each_dismissal_paper_stands_on_a_page_of_its_own(shipped: Templates) -> None:
    papers = changed(shipped, "dismissal_papers")
    union, notice, certificate, receipt = papers.split('<div class="new-page">')
    assert "通知工会函" in union
    assert "解除劳动合同通知书" in notice
    assert "送存" in union
    assert "送存" in notice
    assert "送存" not in certificate, "the certificate gives no reason"
    assert "签收" in receipt


def test_without_a_union_there_is_no_letter_to_it(shipped: Templates) -> None:
    papers = changed(shipped, "dismissal_papers", has_union=False, union_told_on=None)
    assert "工会函" not in papers.split("</head>")[1].replace(
        shipped_spec("dismissal_papers").title.zh, ""
    )
    assert papers.count('<div class="new-page">') == 2
    assert "<h1>解除劳动合同通知书</h1>" in papers.split('<div class="new-page">')[0]
    assert "已事先通知工会" not in papers


def test_a_union_that_has_not_been_told_is_not_said_to_know(shipped: Templates) -> None:
    assert "已事先通知工会" not in changed(shipped, "dismissal_papers", union_told_on=None)


# money


def test_an_agreement_promises_nothing_about_an_authority(shipped: Templates) -> None:
    agreement, _ = changed(shipped, "repayment_agreement").split("<h1>追偿登记</h1>")
    for word in ("追究", "谅解", "撤案", "报案", "从轻", "刑"):
        assert word not in agreement


def test_a_plan_that_does_not_make_the_amount_may_not_be_signed(shipped: Templates) -> None:
    wrong = changed(shipped, "repayment_agreement", repayment_amount=330000)
    assert "更正以前不得签署" in wrong
    assert "更正以前不得签署" not in changed(shipped, "repayment_agreement")
    assert "更正以前不得签署" not in changed(shipped, "repayment_agreement", repayment_plan=[])


def test_another_way_of_recovery_prints_no_agreement(shipped: Templates) -> None:
    page = changed(shipped, "repayment_agreement", recovery_route="suit")
    assert "<h1>追偿登记</h1>" in page
    assert "乙方姓名" not in page
    assert page.count("<h1>") == 1


def test_what_is_still_open_is_worked_out(shipped: Templates) -> None:
    page = plain(changed(shipped, "repayment_agreement", recovered_amount=20000))
    assert "尚未追回人民币叁仟元整（¥3,000.00）" in page
    assert "已支付人民币贰佰元整（¥200.00），甲方已出具收款凭证" in page
    assert "尚未追回" not in changed(shipped, "repayment_agreement", recovered_amount=400000)
    report = plain(changed(shipped, "takeover_report", recovered_amount=80000))
    assert "尚未追回（按多半）¥6,000.00人民币陆仟元整" in report


def test_a_claim_says_whether_anything_was_waived(shipped: Templates) -> None:
    assert "已有放弃，说明另附" not in changed(shipped, "insurance_claim")
    assert "已有放弃，说明另附" in changed(shipped, "insurance_claim", claims_not_waived=False)


# controls


def test_a_matrix_names_posts_and_nobody_else() -> None:
    assert shipped_spec("control_matrix").personal == "none"
