"""Environments and the Apps that guard them."""

from dataclasses import replace

from sandbox.github.actions import deployed
from sandbox.github.actions.environment import MOST_CUSTOM_RULES, CustomRule, Environment
from sandbox.github.refusal import Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads, writes


def listed(request: Request) -> Reply:
    actions, repository = request.hub.actions, request.repo.id
    held = actions.ledger.environments_of(repository)
    return request.page(held, lambda one: deployed.environment(actions, repository, one), "environments")


def one(request: Request) -> Reply:
    return Reply(deployed.environment(request.hub.actions, request.repo.id, _named(request)))


def rules(request: Request) -> Reply:
    shown = [deployed.custom_rule(request.hub.actions, rule) for rule in _named(request).custom_rules]
    return Reply({"total_count": len(shown), "custom_deployment_protection_rules": shown})


def apps(request: Request) -> Reply:
    """Return the Apps that could guard the environment: those installed here that may."""
    hub, repository = request.hub, request.repo
    held = [one for one in hub.installations.values() if repository.id in one.repositories]
    may = [one for one in held if one.permissions.get("deployments") == "write"]
    _named(request)
    return request.page(
        may,
        lambda _: deployed.rule_app(hub.actions, hub.app_id, hub.app_slug),
        "available_custom_deployment_protection_rule_integrations",
    )


def enable(request: Request) -> Reply:
    """Let an App guard the environment."""
    hub, environment = request.hub, _named(request)
    if request.body.get("integration_id") != hub.app_id:
        raise Refusal(422, "The integration is not available for this environment")
    if any(rule.app == hub.app_id for rule in environment.custom_rules):
        raise Refusal(422, "The protection rule is enabled already")
    if len(environment.custom_rules) >= MOST_CUSTOM_RULES:
        raise Refusal(422, f"An environment takes no more than {MOST_CUSTOM_RULES} custom rules")
    rule = CustomRule(hub.new_id(), hub.app_id, hub.app_slug)
    changed = replace(environment, custom_rules=(*environment.custom_rules, rule))
    hub.actions.ledger.put_environment(request.repo.id, changed)
    return Reply(deployed.custom_rule(hub.actions, rule), 201)


def _named(request: Request) -> Environment:
    held = request.hub.actions.ledger.environment(request.repo.id, request.path["environment_name"])
    if held is None:
        raise not_found()
    return held


ONE = "/repos/{owner}/{repo}/environments/{environment_name}"

TABLE: Table = {
    "GET /repos/{owner}/{repo}/environments": reads(listed, "actions"),
    f"GET {ONE}": reads(one, "actions"),
    f"GET {ONE}/deployment_protection_rules": reads(rules, "actions"),
    f"POST {ONE}/deployment_protection_rules": writes(enable, "administration"),
    f"GET {ONE}/deployment_protection_rules/apps": reads(apps, "actions"),
}
