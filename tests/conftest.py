"""What holds for every test: how long one takes is measured by `make bench`, and hangs end by the timeout."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
