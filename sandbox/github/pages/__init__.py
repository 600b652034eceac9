"""What a person sees of the local GitHub: runs, checks and deployments, drawn from its state."""
