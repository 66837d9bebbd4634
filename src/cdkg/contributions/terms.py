"""The terms that deriving and checking a contribution look at."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from cdkg.namespaces import ONTOLOGY, PROV, RDF, RDFS, SKOS


def cdkg(name: str) -> NamedNode:
    """Name a term of the project's ontology."""
    return NamedNode(ONTOLOGY + name)


TYPE: Final = NamedNode(RDF + "type")
SUBCLASS: Final = NamedNode(RDFS + "subClassOf")
SUBPROPERTY: Final = NamedNode(RDFS + "subPropertyOf")
BROADER: Final = NamedNode(SKOS + "broader")
IN_SCHEME: Final = NamedNode(SKOS + "inScheme")
DERIVED_FROM: Final = NamedNode(PROV + "wasDerivedFrom")

ABOUT: Final = cdkg("about")
BETWEEN: Final = cdkg("between")
BY_STUDY: Final = cdkg("byStudy")
COUNT_ARGUMENT: Final = cdkg("countArgument")
COUNTED_BY: Final = cdkg("countedBy")
COUNTRY: Final = cdkg("country")
FACET: Final = cdkg("facet")
IN_DOCUMENT: Final = cdkg("inDocument")
IS_SUBTOTAL_OF: Final = cdkg("isSubtotalOf")
MEMBER: Final = cdkg("member")
MEMBER_OF: Final = cdkg("memberOf")
NETWORK: Final = cdkg("network")
OF_ORGANIZATION: Final = cdkg("ofOrganization")
OF_TIE: Final = cdkg("ofTie")
PARTY: Final = cdkg("party")
READING_OF: Final = cdkg("readingOf")
SECTOR: Final = cdkg("sector")
SETTLES: Final = cdkg("settles")
SISTER_CITY: Final = cdkg("sisterCity")
STATUS: Final = cdkg("status")
UNNAMED_PARTY_IN: Final = cdkg("unnamedPartyIn")

VALUES_OF_CLAIMS: Final = (cdkg("claimedKind"), cdkg("claimedRole"), cdkg("claimedEntity"))
"""What a claim can give as a concept, which then is compared with others by what it stands under."""
