"""Data that earlier versions wrote, read by this one."""
