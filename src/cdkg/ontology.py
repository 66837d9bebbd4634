"""The ontology as Python classes, for scripts: ``cdkg:CityTie`` is ``load().CityTie``.

The classes are owlready2's, made of the ontology's files as they stand; that these are consistent is checked with
``cdkg reason`` and by the project's tests.
"""

from __future__ import annotations

import io
from typing import Any

import owlready2
import pyoxigraph as ox

from cdkg.namespaces import ONTOLOGY
from cdkg.resources import ontology_files


def load(data: ox.Store | None = None) -> Any:
    """Load the ontology as an owlready2 ontology, in a world of its own.

    Args:
        data: a graph, the ontology in it, whose things become individuals, such as ``cdkg.build.build_graph()`` gives;
            without it there are the concepts of the vocabulary only.

    Returns:
        the ``owlready2.Ontology``: its attributes are the classes and properties, ``[…]`` finds anything by its IRI's
        end, and ``.world[…]`` by its whole IRI.
    """
    if data is None:
        data = ox.Store()
        for path in ontology_files():
            data.load(path=path, format=ox.RdfFormat.TURTLE)
    triples = {quad.triple: None for quad in data}  # each once, however many graphs it stands in
    # owlready2 reads no Turtle. N-Triples of RDF 1.1 it does; a triple about a triple would be none.
    plain = (triple for triple in triples if not isinstance(triple.object, ox.Triple))
    written = ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return owlready2.World().get_ontology(ONTOLOGY).load(fileobj=io.BytesIO(written))
