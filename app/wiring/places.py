"""What the settings say of where things are, and what lets us in."""

from app.adapters.embedded import url_for
from app.adapters.github.credentials import Credentials
from app.domain.arrival import Hook
from app.domain.errors import BadInput
from app.settings import Settings


def redis_url(settings: Settings) -> str:
    """Return where Redis is: REDIS_URL, or the embedded server of AIRLOCK_DATA_DIR."""
    if settings.redis_url is not None:
        return settings.redis_url
    url = url_for(settings.airlock_data_dir)
    if url is None:
        raise BadInput(
            f"No Redis: set REDIS_URL, or start `airlock up`, which keeps one in {settings.airlock_data_dir}."
        )
    return url


def github_credentials(settings: Settings) -> Credentials:
    key, token = settings.github_app_private_key, settings.github_token
    return Credentials(
        settings.github_api_url,
        settings.github_app_id,
        key.get_secret_value() if key else None,
        token.get_secret_value() if token else None,
    )


def github_hook(settings: Settings) -> Hook:
    secret = settings.github_webhook_secret
    return Hook(
        secret.get_secret_value() if secret else None, settings.github_api_url, settings.github_app_id
    )


def public_url(settings: Settings) -> str:
    """Return where a CI reaches `web`."""
    return settings.airlock_url or f"http://{settings.airlock_http_host}:{settings.airlock_http_port}"
