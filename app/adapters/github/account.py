"""Accounts on GitHub, as every answer names them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LOGIN_MAX = 1000  # characters
GHOST = "ghost"  # what GitHub calls somebody who is not there any more


class Account(BaseModel):
    """Part of docs.github.com/en/rest/users/users; answers have none where the account is no more."""

    model_config = ConfigDict(frozen=True)

    login: Annotated[str, Field(min_length=1, max_length=LOGIN_MAX)]
    type: str = ""  # "User", "Bot", "Organization" and others; empty: not known, so no person

    @property
    def is_bot(self) -> bool:
        return self.type == "Bot" or self.login.endswith("[bot]")

    @property
    def is_person(self) -> bool:
        return self.type == "User" and not self.is_bot


def login_of(account: Account | None) -> str:
    return account.login if account else GHOST
