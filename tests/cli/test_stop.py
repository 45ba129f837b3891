"""How `up` hears that it shall stop: by a signal, and by several at once."""

from __future__ import annotations

import os
import signal

from launchkit.cli.up import StopAsked, _stop_signals


def test_any_number_of_words_to_stop_is_one() -> None:
    """Ctrl-C is pressed twice, and `make` passes it on as well."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with _stop_signals() as stop:
        assert not stop.wait(0)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 50:
            os.kill(os.getpid(), number)
        assert stop.wait(60)
        assert stop.is_set()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_word_that_comes_while_another_is_heard_finds_no_lock() -> None:
    """What a signal calls holds nothing that a second signal could wait for."""
    assert vars(StopAsked()) == {"_asked": False}


def test_waiting_ends_by_itself() -> None:
    assert StopAsked().wait(0.01) is False
