"""Bytes that are no text, and text that is no query: 400; where only its look deceives, it is answered."""

from __future__ import annotations

from hostile.attack import FORM, Attack, by_form, by_get, by_post


def attacks() -> list[Attack]:
    """Give the family."""
    broken = {
        "a byte that UTF-8 does not know": b"\xff",
        "an overlong NUL": b"\xc0\x80",
        "an overlong slash": b"\xe0\x80\xaf",
        "a lone surrogate": b"\xed\xa0\x80",
        "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
        "half a character": b"\xe2\x82",
        "a continuation alone": b"\x80",
        "a code point beyond the last": b"\xf4\x90\x80\x80",
    }
    found = []
    for name, raw in broken.items():
        encoded = "".join(f"%{byte:02x}" for byte in raw)
        found += [
            Attack(f"encodings: {name}, by GET", (400,), f"/sparql?query=ASK%7B?s?p%22{encoded}%22%7D"),
            by_post(f"encodings: {name}, by a direct POST", b'ASK { ?s ?p "' + raw + b'" }', 400),
            by_post(
                f"encodings: {name}, by a form", f"query=ASK%7B?s?p%22{encoded}%22%7D".encode(), 400, media_type=FORM
            ),
        ]
    in_utf_16 = "ASK { }".encode("utf-16")
    outside = {
        "NUL between words": "ASK\0{ }",
        "NUL at the end": "ASK { }\0",
        "NUL within an IRI": "ASK { <http://example.org/\0> ?p ?o }",
        "a control character between words": "ASK { ?s\x07?p ?o\x1b[2J }",
        "a bidi mark between words": "ASK { \u202e?s ?p ?o }",
        "an isolate around a keyword": "\u2066ASK\u2069 { ?s ?p ?o }",
        "a space that is none": "ASK\u00a0{\u2003?s ?p ?o }",
        "a character that is none between words": "ASK { \ufffe ?s ?p ?o }",
        "letters that look like others": "\uff33\uff25\uff2c\uff25\uff23\uff34 * { ?s ?p ?o }",
        "a bidi mark within an escape": "ASK { ?s ?p '\\u202\u202ee' }",
    }
    within = {
        "bidi marks within a string": "ASK { ?s ?p '\u202e\u2066\u2069\u202c' }",
        "a zero-width joiner within a name": "ASK { ?\u0645\u06cc\u200c\u0634\u0648\u062f ?p ?o }",
        "an emoji of many code points within a string": "ASK { ?s ?p '\U0001f469\u200d\U0001f469\u200d\U0001f467' }",
        "a thousand marks over one letter": f"ASK {{ ?s ?p 'a{chr(0x301) * 1000}' }}",
    }
    found += [by_get(f"encodings: {name}", text, 400) for name, text in outside.items()]
    found += [by_form(f"encodings: {name}, by a form", text, 400) for name, text in outside.items()]
    found += [by_get(f"encodings: {name}", text, 200) for name, text in within.items()]
    return [
        *found,
        by_get("encodings: control characters within a string", "ASK { ?s ?p '\0\x01\x7f\x1b' }", 200, 400),
        by_get("encodings: a mark of byte order before the query", "\ufeffASK { }", 200, 400),
        by_post("encodings: UTF-16 that says nothing of it", in_utf_16, 400),
        by_post("encodings: UTF-16", in_utf_16, 400, 415, media_type="application/sparql-query; charset=utf-16"),
        by_post("encodings: UTF-7", b"+AEE-SK { }", 400, 415, media_type="application/sparql-query; charset=utf-7"),
        by_post("encodings: nothing but NUL", b"\0" * 1000, 400),
        by_post("encodings: a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 400),
        Attack("encodings: raw bytes in the target", (400,), "/sparql?query=ASK%7B?s?p'\udcff\udcfe'%7D"),
        Attack("encodings: a percent-encoding that is none", (400,), "/sparql?query=ASK%7B%7D%zz%"),
        Attack("encodings: what is not UTF-8 in lang", (200, 400), "/?lang=%ff%fe"),
        Attack("encodings: what is not UTF-8 as a parameter's name", (400,), "/sparql?%ff=1&query=ASK%7B%7D"),
        Attack(
            "encodings: what is not UTF-8 in default-graph-uri", (400,), "/sparql?query=ASK%7B%7D&default-graph-uri=%ff"
        ),
        Attack(
            "encodings: what is not UTF-8 in Accept-Language",
            (200, 400),
            "/",
            headers=("Accept-Language: \udcff\udcfe",),
        ),
        Attack(
            "encodings: what is not UTF-8 in Accept",
            (200, 400, 406),
            "/sparql?query=ASK%7B%7D",
            headers=("Accept: \udcff",),
        ),
    ]
