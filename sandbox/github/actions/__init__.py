"""GitHub Actions as the gate meets it: runs, jobs, environments, deployments and artifacts."""
