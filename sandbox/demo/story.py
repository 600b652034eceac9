"""The story that `airlock demo --auto` plays: each step acts as people do, and says what was seen."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sandbox.demo import glass
from sandbox.demo.product import Unexpected
from sandbox.demo.scene import APPROVAL, DEPLOYS, LEADS, Scene

REASON = "The invoice service rounds half up; three tests say so. Mend the rounding first."
EMERGENCY = "Payments are down, and this mends them; the three tests are of another page."
FAILURE = "smoke test /checkout answered 500"
MEND = 60.0  # seconds; what was lost with a worker is found again by the sweep

Step = Callable[[Scene], str]


def started(scene: Scene) -> str:
    scene.listens()
    return "bot, web, worker, clock and their Redis run"


def approved(scene: Scene) -> str:
    """Tell how Ana's click is refused and Bo's brings her change live."""
    routine = scene.stage.sample.routine
    card = scene.queue(routine)
    scene.approve("ana", card)
    scene.tells("ana", "You wrote a commit in this deploy")
    _expect(scene.promotions(routine) == 0, "the author's click promoted the commit")
    scene.approve("bo", card)
    scene.shows(card, "Live since")
    scene.says(DEPLOYS, "Live", routine.sha[:12])
    run = scene.run(routine)
    _expect(run.verdict == "approved", f"GitHub shows {run.verdict} by Airlock")
    scene.seen("the run's success on GitHub", lambda: scene.run(routine).conclusion == "success")
    return "Ana wrote it and was refused privately; Bo approved, the run on GitHub went on, it is live"


def rejected(scene: Scene) -> str:
    """Tell how a rejection asks for its reason and puts it into the thread."""
    failing = scene.stage.sample.failing
    card = scene.queue(failing)
    _expect("3 failed" in scene.card(card), "the card does not say that three tests failed")
    problem = scene.reject("bo", card, " ")
    _expect(problem, "an empty reason was taken")
    _expect(scene.reject("bo", card, REASON) is None, "the reason was not taken")
    scene.shows(card, "Rejected by")
    scene.answers_in_thread(card, REASON)
    _expect(scene.promotions(failing) == 0, "what was rejected was promoted")
    scene.seen("the run's end on GitHub", lambda: scene.run(failing).verdict == "rejected")
    _expect(REASON in (scene.run(failing).verdict_comment or ""), "GitHub does not show the reason")
    return "three tests fail; Bo rejected, an empty reason was not taken, thread and GitHub show the real one"


def raced(scene: Scene) -> str:
    """Tell how two clicks at the same instant make one decision."""
    wording = scene.stage.sample.wording
    card = scene.queue(wording)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda user: scene.approve(user, card), ("ana", "bo")))
    scene.shows(card, "Live since")
    late = scene.seen(
        "a private word to who came second",
        lambda: [user for user in ("ana", "bo") if _was_late(scene, user)],
    )
    _expect(len(late) == 1, "both were told that they came second")
    _expect(scene.promotions(wording) == 1, f"{scene.promotions(wording)} promotions began")
    first, second = ("Bo", "Ana") if late == ["ana"] else ("Ana", "Bo")
    return f"{first} was first, {second} was told so privately, one promotion"


def overridden(scene: Scene) -> str:
    """Tell how a lock shuts production for everybody, and how the glass is broken in spite of it."""
    failing = scene.stage.sample.failing
    card = scene.queue(failing)
    scene.says_deploy("dee", "lock production Payments are down")
    scene.shows(card, "Locked by")
    _expect(glass.override(scene, "eli", card, EMERGENCY, "0000000"), "another commit was taken")
    _expect(
        glass.override(scene, "eli", card, EMERGENCY, failing.sha[:7]) is None, "the override was not taken"
    )
    scene.says(LEADS, "The gate was overridden", failing.sha[:12])
    scene.sign_off("bo", failing)
    scene.shows(card, "Signed off by")
    scene.shows(card, "Live since")
    scene.says_deploy("dee", "unlock production They are back")
    return (
        "Dee locked production; Eli overrode with reason and commit typed, the leads know, Bo signed it off"
    )


def failed(scene: Scene) -> str:
    """Tell how a promotion that fails is told where it matters, and announced nowhere."""
    upgrade = scene.stage.sample.upgrade
    scene.stage.hub.fail_next_run(FAILURE)
    card = scene.queue(upgrade)
    scene.approve("cy", card)
    scene.shows(card, "Promotion failed")
    scene.answers_in_thread(card, "The promotion failed")
    _expect(not scene.said(DEPLOYS, upgrade.sha[:12]), "#deploys announced what failed")
    return "the run failed on GitHub; card and thread say so with its link, #deploys says nothing"


def killed(scene: Scene) -> str:
    """Tell how a worker that dies between click and promotion costs nothing but a moment."""
    hotfix = scene.stage.sample.hotfix
    card = scene.queue(hotfix)
    scene.product.signal("worker", signal.SIGSTOP)  # so that it cannot be quicker than the kill
    scene.approve("cy", card)
    scene.product.signal("worker", signal.SIGKILL)
    scene.seen("the commit live", lambda: "Live since" in scene.card(card), MEND)
    _expect(scene.promotions(hotfix) == 1, f"{scene.promotions(hotfix)} promotions began")
    scene.says(DEPLOYS, "Live", hotfix.sha[:12])
    _expect(len(scene.said(DEPLOYS, hotfix.sha[:12])) == 1, "#deploys announced it twice")
    return "the worker was killed after Cy's click; another one went on: one promotion, one announcement"


def timed_out(scene: Scene) -> str:
    """Tell how silence asks the leads and opens nothing; a person still can."""
    routine = scene.stage.sample.routine
    card = scene.queue(routine, environment="staging")
    before = scene.promotions(routine)
    scene.says(LEADS, "Nobody has decided", routine.sha[:12])
    scene.shows(card, "Nobody answered in time")
    _expect(scene.promotions(routine) == before, "the gate opened by itself")
    scene.approve("bo", card)
    scene.shows(card, "Live since")
    return "nobody answered, #eng-leads was asked and the gate stayed shut, until Bo approved"


def restarted(scene: Scene) -> str:
    """Tell how everything stops and starts, Redis too, and the card still works."""
    risky = scene.stage.sample.risky
    card = scene.queue(risky)
    scene.approve("bo", card)
    scene.shows(card, "1 of 2 approvals")
    scene.product.stop()
    _expect(scene.stage.slack.connections == 0, "a socket is still open after the stop")
    scene.product.start()
    scene.listens()
    _expect(scene.promotions(risky) == 0, "the restart promoted the commit")
    scene.approve("cy", card)
    scene.shows(card, "Live since")
    cards = [one for one in scene.stage.slack.messages(APPROVAL) if risky.sha[:7] in one.text]
    _expect(len(cards) == 1, f"{len(cards)} cards for one deploy")
    return "Bo approved, everything stopped and started, Cy approved on the same card: it is live"


STORY: tuple[tuple[str, Step], ...] = (
    ("start", started),
    ("approve", approved),
    ("reject", rejected),
    ("two at once", raced),
    ("lock, override", overridden),
    ("failed promotion", failed),
    ("killed worker", killed),
    ("no answer", timed_out),
    ("restart", restarted),
)


def _was_late(scene: Scene, user: str) -> bool:
    return any("Already" in told.text for told in scene.stage.slack.ephemerals(user))


def _expect(holds: object, otherwise: str) -> None:
    if not holds:
        raise Unexpected(otherwise)
