"""The City Diplomacy Knowledge Graph."""

from importlib.metadata import version

__version__ = version("cdkg")
