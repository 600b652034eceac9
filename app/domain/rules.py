"""Who may decide, and when. Every refusal says which rule and who could."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.domain.deploy import Approval, Deploy
from app.domain.errors import Refused
from app.domain.holding import check_hold, in_spite_of
from app.domain.ownwork import check_not_own_work, is_agent, is_own_work, is_same
from app.domain.person import Person, Standing
from app.domain.policy import Environment
from app.domain.quorum import asked, quorum

STANDING = {
    Standing.GUEST: "Guests",
    Standing.BOT: "Bots",
    Standing.DEACTIVATED: "Deactivated people",
    Standing.EXTERNAL: "People of another workspace",
}
OWN, MEMBER = "one's own deploy", "member of the workspace"
TYPED_MIN = 7  # digits of the commit, so that nobody types them without looking


def approval(deploy: Deploy, by: Person, digest: str, at: datetime) -> Approval:
    """Return the approval that counts. Raises Refused with words for the person who clicked."""
    rules = _standing_rules(deploy, digest)
    rule = _approver_rule(deploy, rules, by)
    check_not_own_work(deploy, by, _others(deploy))
    if any(is_same(by, a.by, a.email) for a in deploy.approvals):
        raise Refused("You have approved this deploy already; somebody else has to approve it too.")
    check_hold(deploy)
    return Approval(by.id, at, digest, rule + in_spite_of(deploy), by.belongs_to, by.email)


def why_in_vain(deploy: Deploy, people: Iterable[Person], at: datetime) -> str | None:
    """Return why nobody can let this deploy through, were all of `people` to approve; None when they can.

    `people` are all those whom the policy names. What passes by itself, as a freeze does, is left out.
    """
    deploy = replace(deploy, hold=None, approvals=())
    digest = deploy.summary.digest if deploy.summary else ""
    for person in people:
        try:
            deploy = replace(deploy, approvals=(*deploy.approvals, approval(deploy, person, digest, at)))
        except Refused:
            continue
    count = quorum(deploy, deploy.approvals)
    if count.is_reached:
        return None
    if count.missing:
        gate, names = count.missing[0]
        return f"it needs one of {listed(names)} for its {gate} change, and none of them may approve it"
    return (
        f"it needs {count.need} approvals and only {count.have} of those who may approve have no part in it"
    )


def withdrawn(deploy: Deploy, by: Person) -> tuple[Approval, ...]:
    """Return the approvals without this person's. Raises Refused."""
    kept = tuple(given for given in deploy.approvals if given.by != by.id)
    if kept == deploy.approvals:
        raise Refused("You have not approved this deploy, so there is nothing of yours to withdraw.")
    return kept


def rejection_rule(deploy: Deploy, by: Person, digest: str) -> str:
    """Return the rule that lets this person reject: an approver, or whose work it is. Raises Refused."""
    rules = _standing_rules(deploy, digest)
    if is_own_work(deploy, by):
        _check_person(deploy, by)
        return OWN
    return _approver_rule(deploy, rules, by)


def cancellation_rule(deploy: Deploy, by: Person) -> str:
    """Return the rule that lets this person call a deploy off. Raises Refused."""
    _check_person(deploy, by)
    if deploy.promotion is not None and deploy.promotion.answer_by is not None:
        raise Refused("Its promotion has begun, so it cannot be called off here; stop it in your CI.")
    if is_own_work(deploy, by):
        return OWN
    if deploy.rules is None:
        raise Refused("Only who queued this deploy may cancel it before its review.")
    return _approver_rule(deploy, deploy.rules, by)


def override_rule(deploy: Deploy, by: Person, digest: str) -> str:
    """Return the rule that lets this person break the glass, their own work or not. Raises Refused."""
    rules = _standing_rules(deploy, digest)
    _check_person(deploy, by)
    if not rules.override:
        raise Refused("The policy lets nobody override the gate here; its `override` would name who may.")
    named = [name for name in rules.override if name in by.belongs_to]
    if not named:
        raise Refused(f"Only {listed(rules.override)} may override the gate, and you are not among them.")
    return f"override as {named[0]}"


def check_typed(deploy: Deploy, typed: str) -> None:
    """Raise Refused unless the commit's id begins with what was typed."""
    typed = typed.strip().lower()
    if len(typed) < TYPED_MIN or not deploy.key.sha.startswith(typed):
        raise Refused(
            f"That is not this deploy's commit: type at least the first {TYPED_MIN} characters, as above."
        )


def signing_rule(deploy: Deploy, by: Person) -> str:
    """Return the rule that lets this person sign an override off afterwards. Raises Refused."""
    _check_person(deploy, by)
    if deploy.override is None or deploy.rules is None:
        raise Refused("Nobody has overridden the gate for this deploy, so there is nothing to sign off.")
    if deploy.override.signed_by:
        raise Refused(f"Already signed off by <@{deploy.override.signed_by}>; nothing changed.")
    if is_same(by, deploy.override.by, deploy.override.email):
        raise Refused("You have overridden the gate yourself; a second person has to look at it.")
    if by.email is None or is_own_work(deploy, by):
        raise Refused("You have, or may have, a part in this deploy; somebody else has to look at it.")
    could = (*deploy.rules.approvers, *deploy.rules.override, *deploy.rules.people.leaders)
    named = [name for name in could if name in by.belongs_to]
    if not named:
        raise Refused(f"Only {listed(dict.fromkeys(could))} may sign this off, and you are not among them.")
    return f"second person as {named[0]}"


def check_seen(deploy: Deploy, digest: str | None) -> None:
    """Raise Refused when the report beside a button is another than the one that was decided on."""
    if digest is not None and deploy.decision is not None and deploy.decision.digest != digest:
        raise Refused("The report has changed since this was written; `/deploy show` has the new one.")


def hotfix_rule(deploy: Deploy, by: Person) -> str:
    """Return the rule that lets this person mark a hotfix, which only ever asks for more. Raises Refused."""
    _check_person(deploy, by)
    if deploy.hotfix is not None:
        raise Refused("This deploy is marked as a hotfix already.")
    return MEMBER


def check_clear(deploy: Deploy) -> None:
    """Raise Refused unless an approved deploy may be promoted right now."""
    if deploy.behind is not None:
        raise Refused(f"Deploy {deploy.behind} has to be through first.")
    if deploy.summary is None or deploy.decision is None or deploy.decision.digest != deploy.summary.digest:
        raise Refused("The report is another than the one that was approved.")
    if deploy.is_overridden:
        return
    check_hold(deploy)
    count = quorum(deploy, deploy.approvals)
    if not count.is_reached:  # a freeze has begun, and a hotfix goes through it with more people than before
        why = "; ".join(count.why) or "of the people that the policy names"
        raise Refused(f"It needs {count.need} approvals by now and has {count.have}: {why}.")


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"<@{name}>" if name[:1] in "UW" else name for name in names)


def _standing_rules(deploy: Deploy, digest: str) -> Environment:
    if deploy.rules is None or deploy.summary is None:
        raise Refused("This deploy has no report yet; wait for its card.")
    if deploy.summary.digest != digest:
        raise Refused(
            "The report has changed since the card that you clicked was drawn; read the new one first."
        )
    if deploy.summary.evidence != deploy.evidence:
        raise Refused("New evidence has arrived and is being read; look again in a moment.")
    return deploy.rules


def _approver_rule(deploy: Deploy, rules: Environment, by: Person) -> str:
    """Return the rule by which this person has a say here. Raises Refused naming those who have."""
    _check_person(deploy, by)
    named = [name for name in rules.approvers if name in by.belongs_to]
    named += [name for _, names in asked(deploy) for name in names if name in by.belongs_to]
    if not named:
        raise Refused(f"Only {listed(rules.approvers)} may decide here, and you are not among them.")
    return f"approver as {named[0]}"


def _check_person(deploy: Deploy, by: Person) -> None:
    if by.standing is not Standing.MEMBER:
        raise Refused(f"{STANDING[by.standing]} cannot decide on deploys; ask a member of the workspace.")
    if deploy.rules is not None and is_agent(by, deploy.rules):
        raise Refused("The policy lists you among its agents, and only people decide on deploys.")


def _others(deploy: Deploy) -> str:
    return f"ask {listed(deploy.rules.approvers)}" if deploy.rules else "ask somebody else"
