"""What PyGithub and the network raise, as our errors; and its answers as JSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import requests
from github import GithubException
from jwt import PyJWTError

from app.adapters.github.refusal import GitHubRefusal, refusal
from app.domain.errors import Transient

_ODD = (AssertionError, AttributeError, ValueError, TypeError)  # PyGithub takes answers at their word


@contextmanager
def translated(verb: str, path: str) -> Iterator[None]:
    """Raise Transient, GitHubRefusal and NotFound for whatever comes of a request."""
    try:
        yield
    except GithubException as error:
        headers = {name.lower(): str(value) for name, value in (error.headers or {}).items()}
        raise refusal(error.status, headers, error.data, f"{verb} {path}") from error
    except requests.RequestException as error:
        lost = not isinstance(error, requests.ConnectTimeout)
        words = f"GitHub did not answer {verb} {path} ({type(error).__name__})."
        raise Transient(words, ambiguous=lost and verb != "GET") from error
    except PyJWTError as error:
        raise GitHubRefusal(f"GITHUB_APP_PRIVATE_KEY cannot sign ({type(error).__name__}).", 401) from error
    except RuntimeError as error:  # PyGithub follows a 301 on its own host only
        raise elsewhere(f"{verb} {path}", HTTPStatus.MOVED_PERMANENTLY) from error
    except _ODD as error:
        words = f"GitHub answered {verb} {path} with something odd ({type(error).__name__})."
        raise Transient(words, ambiguous=verb != "GET") from error


def elsewhere(asked: str, status: int) -> GitHubRefusal:
    """Return what to raise for a redirect that leads away from GITHUB_API_URL."""
    return GitHubRefusal(f"GitHub pointed {asked} elsewhere ({status}); check GITHUB_API_URL.", status)


def parsed(text: str) -> Any:
    """Return the JSON; None for an empty or any other page, which no reader takes for an answer."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
