"""``/reconcile``: the W3C Reconciliation Service API 0.2 over the graph's own things.

OpenRefine and others match their tables to the graph by it. ``/reconcile/fa`` and ``/reconcile/en`` speak one language;
``/reconcile`` that of ``lang`` or of ``Accept-Language``. What it matches with is `cdkg.matching`.
The web process reads requests and hands them on (`routes`); all else (`tasks`) is done in worker processes (`place`).
"""

from __future__ import annotations

from cdkg.web.reconciliation.place import register
from cdkg.web.reconciliation.routes import blueprint

__all__ = ["blueprint", "register"]
