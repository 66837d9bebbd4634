"""The paper on city diplomacy in the foreign policy of the Islamic Republic of Iran."""
