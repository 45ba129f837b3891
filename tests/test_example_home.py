"""The example cases begin on the day somebody looks at them."""

from __future__ import annotations

from datetime import date

from scripts.example_home import EXAMPLES, examples, moved


def test_dates_move_together_and_the_script_stays_behind() -> None:
    """
    name: 示例
    start: 2026-03-02
    target: 2026-05-22
    facts:
      signed_on: 2026-03-01
    script:
      - {on: 2026-03-02}
    """
    text = (test_dates_move_together_and_the_script_stays_behind.__doc__ or "").replace(
        "\n    ", "\n"
    )
    assert moved(text, date(2027, 1, 4)) == (
        "\nname: 示例\nstart: 2027-01-04\ntarget: 2027-03-26\nfacts:\n  signed_on: 2026-03-01\n"
    )


def test_every_example_has_both_dates_to_move() -> None:
    for example in EXAMPLES.glob("*.yaml"):
        text = example.read_text(encoding="utf-8")
        today = date(2031, 2, 3)
        assert f"\nstart: {today}\n" in moved(text, today), example.name


def test_the_case_of_the_tutorial_is_the_first_of_all() -> None:
    names = [example.stem for example in examples()]
    assert names == ["shenyang_tiexi", "chengdu_takeover", "hefei_relief"]
