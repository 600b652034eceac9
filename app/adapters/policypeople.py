"""The part of a policy that says who is who: `people`."""

from typing import Annotated

from pydantic import Field, JsonValue, ValidationInfo, field_validator

from app.adapters.policyterm import Agent, AnyNamed, Group, Login, Somebody, Strict, Team, wrong

MOST_PEOPLE = 1000
NO_OTHERS: dict[str, JsonValue] = {"additionalProperties": False}  # names of another form


class People(Strict):
    """Who is who, where Slack alone cannot tell."""

    agents: Annotated[tuple[Agent, ...], Field(max_length=MOST_PEOPLE)] = ()
    logins: Annotated[dict[Login, Somebody], Field(max_length=MOST_PEOPLE, json_schema_extra=NO_OTHERS)] = (
        Field(default={})
    )
    teams: Annotated[dict[Team, Group], Field(max_length=MOST_PEOPLE, json_schema_extra=NO_OTHERS)] = Field(
        default={}
    )
    leaders: AnyNamed = ()

    @field_validator("logins", "teams", mode="before")
    @classmethod
    def each_is_named_once(cls, names: object) -> object:
        """GitHub tells no capitals apart: of two, nobody could say which holds."""
        seen: set[str] = set()
        for name in names if isinstance(names, dict) else ():
            if name.lower() in seen:
                raise wrong("is given twice; capitals do not count", name)
            seen.add(name.lower())
        return names

    @field_validator("logins", mode="before")
    @classmethod
    def an_agent_is_nobody(cls, logins: object, known: ValidationInfo) -> object:
        agents = known.data.get("agents", ())
        for login in logins if isinstance(logins, dict) else ():
            if login.lower() in agents:
                raise wrong("is on people.agents too; an agent is no person", login)
        return logins
