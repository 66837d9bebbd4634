"""Queries that are correct but nest, or chain, some 5,000 deep: refused before the engine's stack ends on them.

Where the text is not counted as nested, an answer is right, and so is the end of the one worker that tries (503).
"""

from __future__ import annotations

from typing import Final

from hostile.attack import Attack, by_form

_DEEP: Final = 5_000
_ANY: Final = "!<x:y>"


def _around(opening: str, core: str, closing: str, times: int = _DEEP) -> str:
    return opening * times + core + closing * times


def _select(expression: str) -> str:
    return f"SELECT ({expression} AS ?x) {{ }}"


def _steps(step: str, times: int = _DEEP) -> str:
    return " ".join(step.replace("#", str(number)) for number in range(times))


_NESTED: Final = {
    "groups": f"ASK {_around('{', '?s ?p ?o', '}')}",
    "groups that nobody closes": "ASK " + "{" * _DEEP,
    "groups that nobody opened": "ASK { " + "}" * _DEEP,
    "parentheses": _select(_around("(", "1", ")")),
    "parentheses in a condition": f"ASK {{ FILTER({_around('(', 'true', ')')}) }}",
    "parentheses after NOT": f"ASK {{ FILTER({_around('!(', 'true', ')')}) }}",
    "function calls": _select(_around("STR(", "1", ")")),
    "IF": _select(_around("IF(true,", "1", ",2)")),
    "COALESCE": _select(_around("COALESCE(", "1", ")")),
    "IN lists": _select(_around("1 IN (", "1", ")")),
    "EXISTS": f"ASK {_around('{ ?s ?p ?o FILTER EXISTS', '{ ?s ?p ?o }', '}')}",
    "NOT EXISTS": f"ASK {_around('{ ?s ?p ?o FILTER NOT EXISTS', '{ ?s ?p ?o }', '}')}",
    "sub-selects": f"{_around('SELECT * { {', 'SELECT * { ?s ?p ?o }', '} }')}",
    "OPTIONAL": f"ASK {_around('{ OPTIONAL', '{ ?s ?p ?o }', '}')}",
    "UNION": f"ASK {_around('{ { ?s ?p ?o } UNION', '{ ?s ?p ?o }', '}')}",
    "MINUS": f"ASK {_around('{ ?s ?p ?o MINUS', '{ ?s ?p ?o }', '}')}",
    "GRAPH": f"ASK {_around('{ GRAPH ?g', '{ ?s ?p ?o }', '}')}",
    "blank nodes": f"ASK {{ {_around('[ ?p ', '?o', ' ]')} }}",
    "blank nodes in a template": f"CONSTRUCT {{ {_around('[ <x:y> ', '1', ' ]')} }} WHERE {{ }}",
    "collections": f"ASK {{ {_around('( ', '1', ' )')} ?p ?o }}",
    "path groups": f"ASK {{ ?s {_around('(', _ANY, ')*')} ?o }}",
    "inverse path groups": f"ASK {{ ?s {_around('^(', _ANY, ')')} ?o }}",
}
_CHAINED: Final = {
    "||": _select(" || ".join(["true"] * _DEEP)),
    "&&": _select(" && ".join(["true"] * _DEEP)),
    "sums": _select(" + ".join(["1"] * _DEEP)),
    "products": _select(" * ".join(["1"] * _DEEP)),
    "UNION in a row": f"ASK {{ {' UNION '.join(['{ ?s ?p ?o }'] * _DEEP)} }}",
    "OPTIONAL in a row": f"ASK {{ {_steps('OPTIONAL { ?s ?p ?o# }')} }}",
    "MINUS in a row": f"ASK {{ ?s ?p ?o {_steps('MINUS { ?s ?p # }')} }}",
    "FILTER in a row": f"ASK {{ ?s ?p ?o {_steps('FILTER(?o != #)')} }}",
    "BIND in a row": f"ASK {{ {_steps('BIND(1 AS ?x#)')} }}",
    "GRAPH in a row": f"ASK {{ {_steps('GRAPH ?g# { ?s ?p ?o }')} }}",
    "VALUES in a row": f"ASK {{ {_steps('VALUES ?x# { 1 }')} }}",
    "projections": f"SELECT {_steps('(# AS ?x#)')} {{ }}",
    "a path of steps": f"ASK {{ ?s {'/'.join([_ANY] * _DEEP)} ?o }}",
    "a path of choices": f"ASK {{ ?s {'|'.join(['<x:y>'] * _DEEP)} ?o }}",
}
_SIGNS: Final = {
    "unary NOT": _select("!" * _DEEP + "true"),
    "unary minus": _select("- " * _DEEP + "1"),
    "unary minus without gaps": _select("-" * _DEEP + "1"),
    "unary plus": _select("+ " * _DEEP + "1"),
    "inverse paths": f"ASK {{ ?s {'^' * _DEEP}<x:y> ?o }}",
    "path modifiers": f"ASK {{ ?s <x:y>{'*' * _DEEP} ?o }}",
    "less than": _select(" < ".join(["1"] * _DEEP)),
    "equals": _select(" = ".join(["1"] * _DEEP)),
    "quoted triples": f"ASK {{ {_around('<< ', '?s', ' ?p ?o >>')} ?p ?o }}",
    "triple terms": f"ASK {{ ?s ?p {_around('<<( ?s ?p ', '?o', ' )>>')} }}",
    "annotations": f"ASK {{ ?s ?p ?o {_around('{| ?p ?o ', '', ' |}')} }}",
}
_LONG: Final = {
    "triples that hang together": f"ASK {{ {_steps('?x# ?p# ?y# . ?y# ?q# ?x0 .', 2_500)} }}",
    "a chain of triples": f"ASK {{ {' . '.join(f'?x{n} ?p ?x{n + 1}' for n in range(_DEEP))} }}",
    "unconnected triples": f"ASK {{ {_steps('?s# ?p# ?o# .')} }}",
    "predicates and objects": f"ASK {{ ?s {_steps('<x:p> # ;')} <x:q> 1 }}",
    "a collection of many": f"ASK {{ ?s ?p ({_steps('#')}) }}",
    "a sort by many": f"SELECT * {{ ?s ?p ?o }} ORDER BY {_steps('?o')} LIMIT 1",
    "groups by many": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY {_steps('?s')} LIMIT 1",
    "a template of many": f"CONSTRUCT {{ {_steps('<x:s> <x:p> # .')} }} WHERE {{ }}",
    "sub-groups in a row": f"ASK {{ {_steps('{ ?s ?p ?o }')} }}",
    "prefixes": f"{_steps('PREFIX p#: <x:y>')} ASK {{ }}",
    "graphs of the data set": f"ASK {_steps('FROM <x:#>')} {{ ?s ?p ?o }}",
    "a row of values": f"ASK {{ VALUES ({_steps('?x#')}) {{ ({_steps('#')}) }} }}",
    "arguments": _select(f"CONCAT({', '.join(['1'] * _DEEP)})"),
}
_HARMLESS: Final = {
    "brackets in a string": f"SELECT ('{'([{' * _DEEP}' AS ?x) {{ }}",
    "brackets in a comment": f"ASK {{ }} # {'([{' * _DEEP}",
    "brackets in a long string": f'SELECT ("""{"([{" * _DEEP}""" AS ?x) {{ }}',
    "a list of 5,000 to compare with": f"ASK {{ FILTER(1 IN ({', '.join(map(str, range(_DEEP)))}, 1)) }}",
    "a table of 5,000": f"ASK {{ VALUES ?x {{ {_steps('#')} }} }}",
}


def attacks() -> list[Attack]:
    """Give the family."""
    refused, unclear, long, harmless = (403,), (400, 403, 503), (200, 403, 503), (200,)
    families = ((_NESTED, refused), (_CHAINED, refused), (_SIGNS, unclear), (_LONG, long), (_HARMLESS, harmless))
    return [
        by_form(f"nested: {name}", text, *((400, 403) if "nobody" in name else statuses))
        for family, statuses in families
        for name, text in family.items()
    ]
