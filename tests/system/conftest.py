"""One installation for all tests of a module: each deploys a commit of its own."""

from collections.abc import Iterator

import pytest

from tests.system.processes import Installation, installation


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("installation")) as one:
        yield one


@pytest.fixture
def airlock(installed: Installation) -> Installation:
    """Every process runs at the start; what a test has killed is started again for the next."""
    installed.start(*installed.missing())
    return installed
