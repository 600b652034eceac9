"""The record of who decided what: its entries, the chain that holds them, exports and how to verify."""
