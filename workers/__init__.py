"""One job a module; every job is safe to run twice."""
