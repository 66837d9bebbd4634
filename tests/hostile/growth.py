"""Short queries that make much of it: text that doubles, tables that multiply. 503, or an answer where it fits."""

from __future__ import annotations

from hostile.attack import Attack, by_form


def attacks() -> list[Attack]:
    """Give the family."""
    table = " ".join(map(str, range(10_000)))
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    tenfold = " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1})" for n in range(12))
    encoding = " ".join(f"BIND(ENCODE_FOR_URI(?x{n}) AS ?x{n + 1})" for n in range(100))
    product = "?a ?b ?c . ?d ?e ?f"
    never = (503,)
    perhaps = (200, 503)
    queries = {
        "text that doubles 40 times": (f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('aaaaaaaa' AS ?x0) {doubling} }}", never),
        "text that doubles 40 times, in full": (f"SELECT ?x40 {{ BIND('aaaaaaaa' AS ?x0) {doubling} }}", never),
        "text that grows tenfold 12 times": (f"SELECT (STRLEN(?x12) AS ?n) {{ BIND('a' AS ?x0) {tenfold} }}", never),
        "text encoded a hundred times": (f"SELECT (STRLEN(?x100) AS ?n) {{ BIND('%' AS ?x0) {encoding} }}", (200,)),
        "all labels of a product in one text": (
            f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); SEPARATOR='----------') AS ?x) {{ {product} }}",
            never,
        ),
        "a product of tables": (
            f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {table} }} VALUES ?y {{ {table} }} VALUES ?z {{ {table} }} }}",
            never,
        ),
        "a sorted product of tables": (
            f"SELECT * {{ VALUES ?x {{ {table} }} VALUES ?y {{ {table} }} }} ORDER BY (?x * ?y) LIMIT 1",
            never,
        ),
        "a list of 10,000 compared with a product": (
            f"SELECT (COUNT(*) AS ?n) {{ {product} FILTER(?f NOT IN ({table.replace(' ', ', ')})) }}",
            never,
        ),
        "a list of 20,000 compared with everything": (
            f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?o IN ({', '.join(map(str, range(20_000)))})) }}",
            perhaps,
        ),
        "a big table joined with everything": (
            f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {table} }} ?s ?p ?o FILTER(STR(?o) = STR(?x)) }}",
            perhaps,
        ),
        "hashes of hashes": (
            f"SELECT (MAX({'SHA512(' * 90}STR(?o){')' * 90}) AS ?x) {{ ?s ?p ?o . ?t ?q ?u }}",
            never,
        ),
        "everything sorted by its text": ("SELECT * { ?s ?p ?o } ORDER BY DESC(STR(?o)) STR(?s)", perhaps),
        "everything by chance": ("SELECT * { ?s ?p ?o } ORDER BY RAND() SHA512(STR(?o)) UUID()", perhaps),
    }
    return [by_form(f"growth: {name}", text, *statuses, heavy=True) for name, (text, statuses) in queries.items()]
