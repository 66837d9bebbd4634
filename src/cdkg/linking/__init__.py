"""Links between the graph and Wikidata: suggested, decided on, checked and compared.

Where the packages that know of one side each meet: `cdkg.mappings` (what was decided), `cdkg.matching` (how alike two
things are), `cdkg.wikidata` (what Wikidata says) and the store.
"""
