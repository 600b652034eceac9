"""The form of all data in Redis, and the way from an older form to it: one module a migration."""
