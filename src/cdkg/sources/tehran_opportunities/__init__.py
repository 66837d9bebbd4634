"""The paper on opportunities and challenges of Tehran's city diplomacy."""
