"""What is learnt of kinds of calls."""

from __future__ import annotations

from cdkg.isolation.experience import Experience


def test_what_took_long_is_expected_to_do_so_until_it_does_not() -> None:
    experience = Experience()
    assert experience.level("joins") is None
    experience.note("joins", 2, has_ended=True)
    experience.note("lookups", 0, has_ended=True)
    assert experience.level("joins") == 2
    assert experience.level("lookups") == 0
    experience.note("joins", 0, has_ended=True)
    assert experience.level("joins") == 0


def test_what_was_seen_to_end_is_sure_until_one_goes_farther() -> None:
    experience = Experience()
    assert not experience.is_sure("rows")
    experience.note("rows", 1, has_ended=False)
    assert not experience.is_sure("rows"), "it may be as long as it likes"
    experience.note("rows", 1, has_ended=True)
    assert experience.is_sure("rows")
    experience.note("rows", 1, has_ended=False)
    assert experience.is_sure("rows"), "one that has come so far may well end there, too"
    experience.note("rows", 2, has_ended=False)
    assert (experience.level("rows"), experience.is_sure("rows")) == (2, False)


def test_no_kind_is_not_one() -> None:
    experience = Experience()
    experience.note(None, 2, has_ended=True)
    assert experience.level(None) is None


def test_only_so_many_kinds_are_remembered() -> None:
    experience = Experience(most=2)
    for kind in "abc":
        experience.note(kind, 2, has_ended=True)
    assert [experience.level(kind) for kind in "abc"] == [None, 2, 2]


def test_what_held_up_others_is_not_surely_short_for_a_while() -> None:
    now = 1_000.0
    experience = Experience(clock=lambda: now)
    assert not experience.is_surely_short("counts"), "nothing is known of it"
    experience.note("counts", 0, has_ended=True)
    assert experience.is_surely_short("counts")
    experience.note_outgrown("counts")
    assert experience.level("counts") == 1
    experience.note("counts", 0, has_ended=True)
    assert not experience.is_surely_short("counts")
    now += 61
    assert experience.is_surely_short("counts")
    experience.note("counts", 1, has_ended=True)
    assert not experience.is_surely_short("counts")
