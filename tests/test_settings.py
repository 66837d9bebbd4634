"""Settings are read from the environment; one that cannot be used is named at once."""

from __future__ import annotations

import pytest

from cdkg.errors import SettingsError
from cdkg.settings import Settings


def test_defaults_and_given_values() -> None:
    assert Settings.from_environment({}) == Settings()
    given = Settings.from_environment(
        {"CDKG_PORT": " 8080 ", "CDKG_QUERY_SECONDS": "1.5", "CDKG_HOST": "", "HOME": "x"}
    )
    assert (given.port, given.query_seconds, given.host) == (8080, 1.5, "127.0.0.1")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("CDKG_PORT", "70000", "whole number greater than 0, at most 65535"),
        ("CDKG_PORT", "0", "greater than 0"),
        ("CDKG_QUERY_SECONDS", "nan", "number greater than 0"),
        ("CDKG_QUERY_SECONDS", "inf", "number greater than 0"),
        ("CDKG_WORKER_MEMORY_MIB", "1.5", "must be a whole number"),
        ("CDKG_QUERY_WORKERS", "many", "must be a whole number"),
        ("CDKG_STORE", "http://127.0.0.1/sparql", "a folder only"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as fault:
        Settings.from_environment({variable: value})
    assert variable in fault.value.message.en
    assert variable in fault.value.message.fa
    assert fault.value.exit_status == 2
