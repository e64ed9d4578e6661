"""Graphs as GraphML, which Gephi, yEd, Cytoscape and networkx open.

Owns the file; whom a node stands for and what an edge counts is decided by whoever writes one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping

Value = str | int | float | bool

#: Characters that XML has no place for, which a name from a web page may hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(
    nodes: Iterable[tuple[str, Mapping[str, Value]]],
    edges: Iterable[tuple[str, str, Mapping[str, Value]]],
) -> Iterator[bytes]:
    """Yield a directed graph; nodes are (id, attributes), edges (id, id, attributes).

    Characters that XML cannot hold are written as U+FFFD.
    """
    from networkx import DiGraph, generate_graphml  # type: ignore[import-untyped]

    graph = DiGraph()
    graph.add_nodes_from((name, _plain(attributes)) for name, attributes in nodes)
    graph.add_edges_from((one, other, _plain(values)) for one, other, values in edges)
    out = io.StringIO()
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    for line in generate_graphml(graph, named_key_ids=True):
        out.write(line + "\n")
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out = io.StringIO()
    yield out.getvalue().encode()


def _plain(values: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
        for name, value in values.items()
    }
