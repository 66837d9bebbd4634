"""Where the graph stands and how it is asked.

The rest of the project knows only the protocol here, so that any SPARQL 1.1 server can take the embedded store's
place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, runtime_checkable

from cdkg.sparql.inspection import Inspection

Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Question(NamedTuple):
    """A SPARQL query and the form in which its answer is wanted.

    Args:
        text: the query (SPARQL 1.1 Query Language).
        media_type: the media type of the answer, one of ``cdkg.sparql.formats`` that fits the query's form.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the graphs that ``GRAPH`` may name. Where neither these nor default graphs are given, the
            dataset is the store's own: all its graphs, and a default graph that holds every triple once.
        row_limit: most rows (or triples) of the answer; none means no limit.
        inspection: what looking the text over gave, where that has been done.
    """

    text: str
    media_type: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    row_limit: int | None = None
    inspection: Inspection | None = None


class Answer(NamedTuple):
    """What a store answers.

    Args:
        body: the answer, serialised.
        media_type: its media type.
        truncated: whether rows (or triples) beyond the question's limit were left out.
        version: the version of the graph that was asked, where the store tells it.
    """

    body: bytes
    media_type: str
    truncated: bool = False
    version: str = ""


class Store(Protocol):
    """A store that can be asked."""

    @property
    def version(self) -> str:
        """What identifies the published graph: it changes whenever the graph does."""

    def answer(self, question: Question) -> Answer:
        """Answer a query.

        Raises:
            QuerySyntaxError: if the query does not parse.
            QueryForbiddenError: if it asks for what is not allowed.
            OverBudgetError: if it takes too long or too much memory.
            StoreError: if the store cannot be read.
        """

    def close(self) -> None:
        """Let go of what the store holds (files, processes)."""


@runtime_checkable
class PromptStore(Store, Protocol):
    """A store that answers short queries while no thread waits for the answer."""

    async def answer_at_once(self, question: Question) -> Answer | None:
        """Answer a query that is likely to be a short one.

        Returns:
            the answer; ``None`` where the query must be asked by `answer`.

        Raises:
            QuerySyntaxError: if the query does not parse; the others as for `answer`.
        """


@runtime_checkable
class LoadingStore(Store, Protocol):
    """A store that loads the graph into memory, and until then answers from disk."""

    @property
    def is_in_memory(self) -> bool:
        """Whether it answers from memory by now."""


@runtime_checkable
class DumpingStore(Store, Protocol):
    """A store that can give the whole graph as a file."""

    def dump(self) -> Path:
        """Find the file with the whole graph, gzipped N-Quads that are always the same for the same version.

        Raises:
            OverBudgetError: if writing it takes too long or too much memory.
            StoreError: if the store cannot be read, or the file cannot be written.
        """


class Workshop(Protocol[Made_co]):
    """Where functions run over something that was made of the whole graph."""

    def run(
        self,
        function: Callable[Concatenate[Made_co, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a function over what was made of the graph that is published now.

        Args:
            function: called with what was made, and the arguments; it must be importable by name.
            args: its arguments.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: if it takes too long or too much memory.
            StoreError: if the store cannot be read. What the function itself raises is raised here too.
        """


@runtime_checkable
class WorkshopStore(Store, Protocol):
    """A store that has processes in which more can be done with the graph than asking queries."""

    def workshop(self, make: Callable[[Store], Made]) -> Workshop[Made]:
        """Give a place where functions run over something that is made of the whole graph, once for each version.

        Args:
            make: makes it of the store that it is given; it must be importable by name.

        Returns:
            the place; it starts nothing before it is used, and ends with the store.
        """
