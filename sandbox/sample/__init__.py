"""A small web shop with a history, and changes waiting to go live: something real to deploy."""

from sandbox.sample.build import Candidate, Sample, build
from sandbox.sample.rules import Rules

__all__ = ["Candidate", "Rules", "Sample", "build"]
