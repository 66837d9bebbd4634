"""What a curator decides and a reader reports, written as a contribution of its own."""
