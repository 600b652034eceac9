"""What signs approvals, and in whose name; and the webhook, which sends them along."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from urllib.parse import urlsplit

from redis import Redis

from app.adapters.archive import RedisArchive
from app.adapters.ci import WebhookPromoter
from app.adapters.keyring import Keyring
from app.adapters.publickeys import PublicKeys
from app.adapters.signer import Signer
from app.domain.attestation import VERIFIER, Verifier
from app.settings import Settings
from app.wiring.places import github_credentials, public_url


def keyring(settings: Settings) -> Keyring:
    key = settings.airlock_signing_key
    return Keyring(settings.airlock_data_dir / "keys", key.get_secret_value() if key else None)


def webhook(settings: Settings, signer: Signer, now: Callable[[], datetime]) -> WebhookPromoter:
    secret = settings.airlock_ci_secret
    return WebhookPromoter(
        secret.get_secret_value() if secret else None,
        public_url(settings),
        settings.airlock_allowed_hosts,
        signer,
        now,
    )


def signer(settings: Settings, keyring: Keyring, redis: Redis, archive: RedisArchive) -> Signer:
    return Signer(keyring, PublicKeys(redis), archive, verifier(settings))


def verifier(settings: Settings) -> Verifier:
    """Return who says so: AIRLOCK_URL where it is set, and where GitHub's repositories are to be fetched."""
    credentials = github_credentials(settings)
    name = _normal(settings.airlock_url) if settings.airlock_url else VERIFIER
    return Verifier(name, version("airlock"), _normal(credentials.web_url) if credentials.is_known else None)


def _normal(url: str) -> str:
    """Return the URL with its host in lower case, as in-toto's field_types.md asks, and no last slash."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")
