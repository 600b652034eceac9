"""Whether the App-Level Token may open sockets."""

from slack_sdk.errors import SlackApiError

from app import wiring
from app.adapters.slack import translated
from app.domain.errors import BadInput

REFUSALS = {"invalid_auth", "not_authed", "not_allowed_token_type", "missing_scope", "token_revoked"}


def check_app_token(parts: wiring.Parts, token: str) -> None:
    """Raise BadInput unless the token may open sockets, and Transient when Slack does not say."""
    if not token:
        raise BadInput("SLACK_APP_TOKEN is not set: make an App-Level Token with connections:write.")
    with translated():
        try:
            parts.client.apps_connections_open(app_token=token)
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code not in REFUSALS:
                raise
            words = f"Slack refuses SLACK_APP_TOKEN ({code}): make an App-Level Token with connections:write."
            raise BadInput(words) from error
