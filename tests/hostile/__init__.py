"""Requests that mean harm, or are only wrong, with the answer that is right for each; one file per family."""
