"""GitHub, spoken to through PyGithub's wire: raw requests, bounded waits, answers checked here."""
