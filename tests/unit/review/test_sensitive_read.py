"""What was missed, or told where it was nothing, when real changes were read."""

import pytest

from app.review.content.sensitive import look_at_lines
from tests.unit.review.example import modified, patches, rules


def look(path: str, before: str, after: str) -> list[str]:
    return rules(look_at_lines(patches(modified(path, f"{after}\n", f"{before}\n"))).findings)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  verify_session_before only: %i[update]", "  before_action :find_session, only: %i[update]"),
        ("  load_and_authorize_resource", "  x"),
        ("    authenticate_user!", "    x"),
        ("  require_login except: :index", "  x"),
    ],
)
def test_a_rails_check_that_is_taken_away_is_told(before: str, after: str) -> None:
    assert look("app/controllers/a.rb", before, after) == ["content.auth-removed"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  require_relative 'a'", "  x"),
        ("  require_username = true", "  x"),
        ("  authenticate_with(a)", "  x"),
        ("  # verify_session_before only: :a", "  x"),
        ("  verify_session_before only: :a", "  verify_session_before only: %i[a b]"),
    ],
)
def test_what_only_sounds_like_a_check_is_left_alone(before: str, after: str) -> None:
    assert look("app/controllers/a.rb", before, after) == []


@pytest.mark.parametrize(
    ("path", "before", "after", "rule"),
    [
        (
            "gunicorn_config.py",
            "worker_connections = 16  # limit runaway threads",
            "worker_connections = 32  # limit runaway threads",
            "config.value",
        ),
        ("app/settings/jobs.py", "default_batch_size = 4", "default_batch_size = 8", "config.value"),
        (
            "config/initializers/devise.rb",
            "  config.reset_password_within = 6.hours",
            "  config.reset_password_within = 30.minutes",
            "config.session",
        ),
    ],
)
def test_a_setting_in_code_that_sets_things_is_told(path: str, before: str, after: str, rule: str) -> None:
    assert look(path, before, after) == [rule]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("app/jobs.py", "worker_connections = 16", "worker_connections = 32"),
        ("gunicorn_config.py", "answer = 16", "answer = 32"),
        ("gunicorn_config.py", "worker_connections = 16", "worker_connections = 16  # as before"),
    ],
)
def test_a_variable_that_is_no_setting_is_left_alone(path: str, before: str, after: str) -> None:
    assert look(path, before, after) == []
