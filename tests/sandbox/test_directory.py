"""users.* and usergroups.*: who is who, and who may know."""

from dataclasses import replace

from slack_sdk import WebClient

from sandbox.slack import SEED, SlackSandbox
from tests.sandbox.client import client_of, refused


def test_everybody_is_listed_with_what_they_are(client: WebClient) -> None:
    users = {user["name"]: user for user in client.users_list()["members"]}
    assert users["gil"]["is_restricted"]
    assert users["hal"]["deleted"]
    assert users["ivy"]["is_stranger"]
    assert users["ivy"]["team_id"] != users["ana"]["team_id"]
    assert users["ci"]["is_bot"]


def test_a_person_by_id_and_by_address(client: WebClient) -> None:
    assert client.users_info(user="U0ELI00001")["user"]["real_name"] == "Eli Brandt"
    assert client.users_lookupByEmail(email="Eli@harbour.example")["user"]["id"] == "U0ELI00001"
    assert refused(lambda: client.users_info(user="U0NOBODY")) == "user_not_found"
    assert refused(lambda: client.users_lookupByEmail(email="x@y.example")) == "users_not_found"
    assert refused(lambda: client.users_lookupByEmail(email="hal@harbour.example")) == "users_not_found"


def test_addresses_need_their_own_scope() -> None:
    with SlackSandbox.start(scopes=["users:read"]) as slack:
        client = client_of(slack)
        assert "email" not in client.users_info(user="U0ANA00001")["user"]["profile"]
        assert refused(lambda: client.users_lookupByEmail(email="ana@harbour.example")) == "missing_scope"


def test_groups_and_who_belongs_to_them(slack: SlackSandbox, client: WebClient) -> None:
    groups = {group["handle"]: group for group in client.usergroups_list(include_users=True)["usergroups"]}
    assert groups["dba"]["users"] == ["U0DEE00001"]
    assert "users" not in client.usergroups_list()["usergroups"][0]
    slack.put_group(replace(SEED.groups[1], users=("U0ANA00001",)))
    assert client.usergroups_users_list(usergroup="S0DBA00001")["users"] == ["U0ANA00001"]
    assert refused(lambda: client.usergroups_users_list(usergroup="S0NOBODY")) == "no_such_subteam"


def test_a_person_can_leave(slack: SlackSandbox, client: WebClient) -> None:
    slack.put_user(replace(SEED.users[0], deleted=True))
    assert client.users_info(user="U0ANA00001")["user"]["deleted"]
