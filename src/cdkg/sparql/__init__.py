"""What the project knows of SPARQL before and after the engine: formats, inspection of queries, readable faults."""
