"""A stand-in CI platform: takes signed promotions, "deploys" for some seconds, reports back."""

from sandbox.ci.server import CISandbox

__all__ = ["CISandbox"]
