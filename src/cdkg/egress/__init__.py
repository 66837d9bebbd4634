"""The one policy for whatever would leave this machine, and the one client that does leave it.

Whatever could make this machine ask another one (``SERVICE`` and ``LOAD`` of a query, a redirect, a harvest) is decided
by a `Policy`: denied unless the address is on the allow-list, and denied again where the name leads to a machine of the
own network. `fetch` connects to the very addresses that were checked.
"""

from __future__ import annotations

from cdkg.egress.address import Address, read_address
from cdkg.egress.client import USER_AGENT, Fetched, UnusableAnswerError, fetch
from cdkg.egress.lockdown import forbid_network
from cdkg.egress.policy import NOTHING_LEAVES, Checked, Policy

__all__ = [
    "NOTHING_LEAVES",
    "USER_AGENT",
    "Address",
    "Checked",
    "Fetched",
    "Policy",
    "UnusableAnswerError",
    "fetch",
    "forbid_network",
    "read_address",
]
