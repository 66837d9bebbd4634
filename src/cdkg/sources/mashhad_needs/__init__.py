"""The paper on problems and needs of Mashhad in city diplomacy."""
