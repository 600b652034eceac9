"""How a CI and an operator call Airlock: signed HTTP, and the command line."""

import json
from datetime import UTC, datetime
from typing import Any

import requests
from click.testing import CliRunner

from app.cli import main
from app.domain import signature
from tests.stories.world import SECRET, World


def told(world: World, **more: Any) -> dict[str, Any]:
    candidate = world.sample.routine
    asked = {"repository": world.sample.repository, "sha": candidate.sha, "environment": "production"}
    return {**asked, "base": world.sample.base, **more}


def call(world: World, method: str, path: str, body: bytes = b"", **how: Any) -> requests.Response:
    at = how.get("at", datetime.now(UTC))
    headers = {**signature.headers(how.get("secret", SECRET), body, at), **how.get("headers", {})}
    return requests.request(method, world.web_url + path, data=body, headers=headers, timeout=10)


def queue(world: World, **more: Any) -> requests.Response:
    return call(world, "POST", "/deploys", json.dumps(told(world, **more)).encode())


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, result.stdout, result.stderr


def queue_words(world: World) -> list[str]:
    words = ["queue", "--repository", world.sample.repository, "--sha", world.sample.routine.sha]
    return [*words, "--base", world.sample.base, "--environment", "production"]
