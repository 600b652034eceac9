"""Who asks, as the rules of a deploy know them."""

from app.domain.deploy import Deploy
from app.domain.person import Person
from app.ports import Parts
from app.ports.people import NOBODY


def who(parts: Parts, deploy: Deploy, user_id: str) -> Person:
    """Return the person, with each of the names that have a say in this deploy and hold for them."""
    return parts.chat.person(user_id, deploy.names, deploy.rules.people if deploy.rules else NOBODY)
