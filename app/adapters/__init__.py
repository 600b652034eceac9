"""Each module translates one outside into the domain's words, with one client library."""
