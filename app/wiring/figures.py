"""The drawing of figures; imported only where it is done, for its library takes its time."""

from app.adapters.figureplot import draw

__all__ = ["draw"]
