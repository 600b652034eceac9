"""The demo: Airlock's own processes on a local Slack, a local CI and a sample repository."""

from sandbox.demo.auto import auto
from sandbox.demo.folder import data_dir
from sandbox.demo.interactive import interactive

__all__ = ["auto", "data_dir", "interactive"]
