"""The papers of mandate, site and lease: decision to filing (D01 to D13).

What each has to show is copied here from the table of documents in the study of the field, not from its fields.yaml.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchkit.documents import Press, Templates, missing_fields
from tests.documents.articles import cited_articles, known_articles, loose_articles
from tests.documents.pages import (
    LONG,
    archivable,
    filled,
    plain_sheet,
    printed,
    read,
    required_only,
    sample,
    shipped_spec,
    stretched,
)

#: by document: words that stand on the printed sample, white space left out
SHOWN = {
    "decision": (
        "特修决〔2026〕3号",  # decision no.
        "锐修决〔2026〕12号",
        "2026年3月20日",  # date
        "董事会",  # body
        "沈阳",  # city
        "承接计算机、打印机及手机的接待、维修",  # scope
        "人民币肆拾捌万元整（¥480,000.00）",  # budget
        "目标日期为2026年5月11日",  # target
    ),
    "mandate_letter": (
        "兹任命下列人员为派驻人员",
        "张弛110101199001010007派驻负责人13800000001",  # persons + ID
        "林舟110101199202020009派驻工程师13800000002",
        "办理银行开户手续不含对外付款",  # powers one by one
        "招聘面试并提出录用建议以第三条、第四条为限",
        "单笔付款：不超过人民币伍仟元整（¥5,000.00）",  # money limits
        "人民币壹拾万元整（¥100,000.00）",
        "自2026年3月2日起至2026年6月30日止",  # from-to
        "第五条不得转委托",  # no sub-delegation
        "第六条变更与撤销",
        "授权人（盖章）",  # seal
        "第九百一十九条、第九百二十条",
    ),
    "power_of_attorney": (
        "91110108MA00TEXT08",  # principal USCC
        "110101199001010007",  # agent ID
        "分公司设立登记铁西区市场监督管理局",  # matter
        "提交、补正、领取备案证明",  # powers
        "自2026年3月2日起至2026年6月30日止",  # term
        "委托人（盖章）",  # signature + seal
        "受托人签字：",
        "法定代表人（签字）",
    ),
    "float_request": (
        "领用人张弛",  # payee
        "6200000000000000001",  # account
        "人民币贰万元整",  # amount num + capital
        "（小写）¥20,000.00",
        "踏勘交通、复印、定金以外的零星开办支出",  # purpose
        "审批人周正",  # approver
    ),
    "payment_request": (
        "收款人沈阳示例置业有限公司",  # payee
        "1000000000000000002",  # account
        "人民币壹拾万柒仟伍佰元整",  # amount num + capital
        "（小写）¥107,500.00",
        "押金4.3万元、首期三个月租金6.45万元",  # purpose
        "审批人周正",  # approver
    ),
    "head_appointment": (
        "任命单位锐修科技有限公司",  # company
        "姓名宋宁",  # name
        "公民身份号码210106198808080007",  # ID
        "职务分公司负责人",  # post
        "2026年3月20日",  # date
        "法定代表人（签字）",  # legal rep signature
        "任命单位（盖章）",  # seal
        "第三十条",
    ),
    "site_score": (
        "临街一楼，地铁站步行10分钟以内25",  # weights
        "合计100",
        "铁西区示例一街18号1门",  # address
        "156.40",  # m2
        "¥21,500.00",  # rent
        "30千瓦",  # power
        "A1—A6",  # photos
        "86",  # score
    ),
    "title_check": (
        "辽（2019）沈阳市不动产权第0000001号",  # title no.
        "产权人沈阳示例置业有限公司",  # owner
        "商业",  # use
        "共有人",  # co-owners
        "示例银行沈阳分行，2021-05-18登记",  # mortgage
        "逐级核对转租链",  # sub-let chain
        "此地址可以登记分公司",  # registrability
        "陈敏",  # checker
    ),
    "lease_review": (
        "当事人与出租权限",  # clause list of 5.3
        "不动产权证号",
        "可作分公司登记地址",
        "按建筑面积或者使用面积计租",
        "不超过20年",
        "续租",
        "发票",
        "免租装修期",
        "押金人民币肆万叁仟元整（¥43,000.00）",
        "维修义务",
        "装修与店招",
        "水电、空调、网络容量",
        "消防资料",
        "物业费",
        "承租人变更",
        "转租",
        "房屋出卖",
        "优先购买",
        "15日内",
        "提前退出",
        "违约责任",
        "交还状态",
        "备案配合",
        "印花税",
        "通知",
        "争议解决",
        "因房屋产权原因不予登记的，不计租金",
        "按本方意见加入",
    ),
    "premises_handover": (
        "电表DB00000110,582.4",  # meters
        "卷帘门钥匙3派驻负责人",  # keys
        "渗水痕迹约1平方米",  # defects
        "03、04",  # photos
        "交付方（盖章或签字）",  # signatures
        "接收方（盖章或签字）",
    ),
    "lease_filing_sheet": (
        "非官方表格，供填报用",
        "资料表",
        "沈阳示例置业有限公司",  # parties
        "锐修科技有限公司",
        "辽（2019）沈阳市不动产权第0000001号",  # title
        "RX-SYTX-ZL-2026-001",  # lease no.
        "自2026年3月25日起至2029年3月24日止",  # term
        "人民币贰万壹仟伍佰元整（¥21,500.00）",  # rent
        "登记用途商业",  # use
    ),
}

DOCUMENTS = sorted(SHOWN)


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_shows_what_the_field_asks_of_it(press: Press, tmp_path: Path, name: str) -> None:
    pdf = printed(press, name, sample(name))
    archivable(pdf, tmp_path)
    pages = read(pdf)
    text = "".join(pages)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert len(pages) <= 3
    assert "None" not in text
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page


@pytest.mark.pdf
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_paper_leaves_room_for_what_is_not_known_yet(press: Press, name: str) -> None:
    values = required_only(name)
    assert missing_fields(shipped_spec(name), values) == ()
    pages = read(printed(press, name, values))
    text = "".join(pages)
    assert "None" not in text
    assert "True" not in text
    assert len(pages) <= 3


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("name", "heads", "row"),
    [
        ("mandate_letter", "序号事项限度", "询价并签订装修合同"),
        ("site_score", "优缺点照片编号得分", "二楼，客户不易找"),
        ("premises_handover", "序号表别表号表底读数", "SB000001"),
    ],
)
def test_a_long_table_repeats_its_head_on_every_page(
    press: Press, name: str, heads: str, row: str
) -> None:
    pages = read(printed(press, name, stretched(name, rows=60, letters=200)))
    text = "".join(pages)
    with_rows = [page for page in pages if row in page]
    assert len(with_rows) > 1
    assert all(heads in page for page in with_rows)
    assert text.count(row) >= 12
    assert len(pages) < 15
    if name == "mandate_letter":
        assert LONG[:200] in text


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["mandate_letter", "lease_filing_sheet"])
def test_a_paper_is_more_than_the_data_sheet(press: Press, name: str) -> None:
    sheet = plain_sheet(press, name, sample(name))
    assert "不是政府机关的表格" in sheet
    own = "".join(read(printed(press, name, sample(name))))
    assert "不是政府机关的表格" not in own
    assert ("资料表" in own) is (name == "lease_filing_sheet")


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
    assert unused == []


def test_text_is_printed_as_it_was_typed(shipped: Templates) -> None:
    values = sample("decision") | {"mandate_scope": "先 <b>选址</b> & 装修\n再开业"}
    page = filled("decision", values, shipped)
    assert "<p>先 &lt;b&gt;选址&lt;/b&gt; &amp; 装修</p><p>再开业</p>" in page


def test_an_answer_nobody_gave_is_ticked_nowhere(shipped: Templates) -> None:
    known = filled("title_check", sample("title_check"), shipped)
    unknown = filled(
        "title_check",
        sample("title_check") | {"is_seized": None, "has_co_owners": None, "title_use": None},
        shipped,
    )
    assert known.count("box on") - unknown.count("box on") == 3
    assert "共有人书面同意出租" in unknown
    assert "共有人书面同意出租" not in known


def test_no_defects_are_claimed_while_nobody_has_looked(shipped: Templates) -> None:
    values = sample("premises_handover")
    looked = filled("premises_handover", values | {"premises_defects": []}, shipped)
    not_yet = filled("premises_handover", values | {"premises_defects": None}, shipped)
    assert "未发现瑕疵" in looked
    assert "未发现瑕疵" not in not_yet


def test_a_signed_table_is_barred_where_it_ends(shipped: Templates) -> None:
    for name, tables in {"mandate_letter": 2, "power_of_attorney": 1, "lease_review": 1}.items():
        assert filled(name, sample(name), shipped).count("（以下空白）") == tables


def test_a_decision_without_its_date_is_dated_by_hand(shipped: Templates) -> None:
    """The 30 days for registering run from this date, so no other may stand in its place."""
    page = filled("decision", sample("decision") | {"decision_signed_on": None}, shipped)
    assert "年　　月　　日" in page
    assert "2026年11月23日" not in page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_article_cited_is_in_the_file_of_statutes(shipped: Templates, name: str) -> None:
    page = shipped.source(shipped.page(name))
    cited = cited_articles(page)
    assert cited <= known_articles()
    assert loose_articles(page) == []
    assert bool(cited) is bool(name not in {"float_request", "payment_request", "site_score"})


@pytest.mark.pdf
def test_the_bar_under_a_table_never_stands_alone_on_a_page(press: Press) -> None:
    """Ten rows fit on the first page: the bar takes the last row along to the second."""
    pages = read(printed(press, "lease_review", sample("lease_review")))
    (barred,) = [page for page in pages if "（以下空白）" in page]
    assert "争议解决房屋所在地法院" in barred.split("（以下空白）")[0]
