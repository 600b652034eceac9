"""What holds for every test: how long one takes is measured by `make bench`, and hangs end by the timeout."""

import gc

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is loaded by now stays to the end: looking through it again and again took a sixth of all the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)
