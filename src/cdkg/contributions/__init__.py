"""What comes from outside and becomes part of the graph: only as a contribution, and only if all still conforms."""
