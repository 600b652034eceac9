"""The command line: parse the call, do one thing through the core, print."""
