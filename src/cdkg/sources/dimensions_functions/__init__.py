"""The paper on the dimensions of city diplomacy and their functions."""
