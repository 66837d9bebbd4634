"""Makes triples of records and of the gazetteer, one named graph for each source.

Nothing here decides what is true: a record becomes a claim and the place that makes it. What claims together say is
derived later, by rule.
"""
