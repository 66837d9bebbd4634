"""What is learnt of kinds of calls."""

from __future__ import annotations

from cdkg.isolation.experience import Experience


def test_what_took_long_is_expected_to_do_so_until_it_does_not() -> None:
    experience = Experience()
    assert experience.expects_long("joins") is None
    experience.note("joins", was_long=True)
    experience.note("lookups", was_long=False)
    assert experience.expects_long("joins")
    assert experience.expects_long("lookups") is False
    experience.note("joins", was_long=False)
    assert experience.expects_long("joins") is False


def test_no_kind_is_not_one() -> None:
    experience = Experience()
    experience.note(None, was_long=True)
    assert experience.expects_long(None) is None


def test_only_so_many_kinds_are_remembered() -> None:
    experience = Experience(most=2)
    for kind in "abc":
        experience.note(kind, was_long=True)
    assert [experience.expects_long(kind) for kind in "abc"] == [None, True, True]
