"""The paper on how the city diplomacy of the metropolis of Tabriz forms."""
