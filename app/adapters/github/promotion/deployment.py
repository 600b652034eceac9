"""Promotion by a deployment that Airlock creates, pinned to the commit: for any plan of GitHub.

docs.github.com/en/rest/deployments: deployments, and deployment statuses.
"""

import json
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.adapters.github.answers import read
from app.adapters.github.deployments import Deployment, path_of, statuses_of
from app.adapters.github.promotion.attempt import has_tried
from app.domain.answer import FAILED, LIVE, STARTED, Answer, is_http
from app.domain.deploy import Deploy
from app.domain.dsse import Envelope
from app.domain.errors import BadInput, Transient
from app.ports import Signer

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub
    from app.adapters.github.api import Api

log = logging.getLogger(__name__)

TASK = "deploy"
DESCRIPTION_MAX = 140  # characters
LOOKED_THROUGH = 100  # newest deployments of the commit and environment
LOST = "GitHub shows more than {most} deployments of this commit, so whether ours is among them is unknown."
STATES = {"success": LIVE, "failure": FAILED, "error": FAILED}
PRODUCTION = re.compile(r"prod(uction)?\b", re.IGNORECASE)


class Deployments:
    """Implements `ports.Promoter`."""

    def __init__(self, github: "GitHub", signer: Signer, most: int = LOOKED_THROUGH) -> None:
        self._github = github
        self._signer = signer
        self._most = most

    def start(self, deploy: Deploy) -> Answer:
        """Create the deployment, or take the one that an earlier attempt has made."""
        signed = self._signer.attest(deploy)
        api = self._github.of(deploy.key.repository)
        made = self._made(api, deploy) or self._create(api, deploy, signed)
        path = f"{path_of(deploy.key.repository)}/{made.id}"
        try:
            self._tell(api, deploy, f"{path}/statuses")
        except Transient as trouble:  # which is no reason to ask people again: it is there, and begins
            raise Transient(str(trouble), retry_after=trouble.retry_after, ambiguous=True) from trouble
        return Answer(STARTED, self._page(deploy), status_url=f"{self._github.credentials.api_url}{path}")

    def ask(self, deploy: Deploy) -> Answer | None:
        """Return what the newest status says."""
        repository = deploy.key.repository
        statuses = statuses_of(self._github.of(repository), repository, self._id(deploy))
        said = [status for status in statuses if status.state != "inactive"]  # another took its place
        newest = max(said, key=lambda status: status.id, default=None)
        if newest is None:
            return Answer(STARTED, self._page(deploy))
        url = next(
            (u for u in (newest.log_url, newest.environment_url) if u and is_http(u)), self._page(deploy)
        )
        state = STATES.get(newest.state, STARTED)
        words = (newest.description or f"The deployment's status is {newest.state}.")[:1000]
        return Answer(state, url, detail=words if state == FAILED else None)

    def _made(self, api: "Api", deploy: Deploy) -> Deployment | None:
        """Return the oldest deployment that carries our approval; a later one is somebody's copy."""
        key, path = deploy.key, path_of(deploy.key.repository)
        found = api.rows(path, most=self._most, sha=key.sha, environment=key.environment, task=TASK)
        known = read(list[Deployment], found.rows, f"GET {path}")
        ours = [made for made in known if self._is_ours(made, deploy)]
        if not ours and not found.is_whole and has_tried(deploy):
            raise Transient(LOST.format(most=self._most), ambiguous=True)
        return min(ours, key=lambda made: made.id, default=None)

    def _is_ours(self, made: Deployment, deploy: Deploy) -> bool:
        key = deploy.key
        if (made.sha, made.environment, made.task) != (key.sha, key.environment, TASK):
            return False
        return self._signer.holds(_object(made.payload).get("airlock"), deploy)

    def _create(self, api: "Api", deploy: Deploy, signed: Envelope) -> Deployment:
        key, path = deploy.key, path_of(deploy.key.repository)
        answer = api.request(
            "POST",
            path,
            body={
                "ref": key.sha,
                "task": TASK,
                "auto_merge": False,  # or GitHub would deploy another commit than the reviewed one
                # Airlock has judged the checks of this commit, and people decided on that; GitHub would
                # ask for every context there is, our own among them.
                "required_contexts": [],
                "environment": key.environment,
                "production_environment": bool(PRODUCTION.match(key.environment)),
                "description": f"Approved in Slack, Airlock deploy {deploy.id}"[:DESCRIPTION_MAX],
                "payload": {"airlock": signed},
            },
        )
        if answer.status != HTTPStatus.CREATED:
            raise BadInput(f"GitHub answered {answer.status} and created no deployment of {key.sha[:12]}.")
        made = read(Deployment, answer.data, f"POST {path}")
        if made.sha != key.sha:
            raise BadInput(f"GitHub's deployment is of {made.sha[:12]}, not of the commit that was reviewed.")
        return made

    def _tell(self, api: "Api", deploy: Deploy, path: str) -> None:
        """Say where the approval is to be seen, unless somebody has said something already."""
        log_url = deploy.card.link if deploy.card else None
        told = {"state": "queued", "description": "Approved in Slack; waits for its workflow"}
        try:
            if not api.get(path, per_page=1):
                api.post(path, told | ({"log_url": log_url} if log_url else {}))
        except BadInput as problem:  # the deployment is there, and that is what counts
            log.warning("deployment has no status", extra={"deploy": deploy.id, "why": str(problem)})

    def _id(self, deploy: Deploy) -> int:
        """Return the deployment's number, from where we noted to ask. Raises Transient."""
        noted = (deploy.promotion.status_url if deploy.promotion else None) or ""
        number = noted.rpartition("/")[2]
        if number.isascii() and number.isdecimal():
            return int(number)
        made = self._made(self._github.of(deploy.key.repository), deploy)
        if made is None:
            raise Transient(f"GitHub shows no deployment for {deploy.id}.")
        return made.id

    def _page(self, deploy: Deploy) -> str:
        environment = quote(deploy.key.environment, safe="")
        return f"{self._github.credentials.web_url}/{deploy.key.repository}/deployments/{environment}"


def _object(payload: Any) -> dict[str, Any]:
    try:
        told = json.loads(payload) if isinstance(payload, str) else payload
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
