"""What the load tests of the endpoint are made of: data, peers, load, and the report."""
