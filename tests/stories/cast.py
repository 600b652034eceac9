"""Who and what the random run has: lanes, people, strict rules, and reports to decide on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.domain.person import Person, Standing
from app.domain.policy import Escalate, Freeze, People, Rung
from app.domain.report import GateName, Level
from tests.unit.example import ANA, BO, CY, DEE, GIL, RULES, SUMMARY

START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
LANES = [("harbour/shop", "production"), ("harbour/shop", "staging"), ("harbour/pier", "production")]
GUEST = replace(BO, id="U0GUEST001", standing=Standing.GUEST)
AGENT = replace(BO, id="U0AGENT001", email="agent@harbour.example")
OUTSIDER = Person("U0OUT00001", Standing.MEMBER, "out@harbour.example")
SECOND = replace(BO, id="U0ANA00002", email="ANA+work@harbour.example")  # the author's other account
PEOPLE = [ANA, BO, CY, DEE, GIL, GUEST, AGENT, OUTSIDER, SECOND]
MAY_APPROVE = {BO.id, CY.id, GIL.id, DEE.id, OUTSIDER.id}  # at the most; groups and quorum narrow it down
STRICT = replace(
    RULES,
    override=("@eng-leads",),
    gates={GateName.SCHEMA: ("@dba",)},
    freeze=(Freeze("Fri 16:00", "Mon 08:00"),),
    escalate=Escalate(("@eng-leads",), (Rung(timedelta(hours=8), "#directors"),)),
    people=People(agents=("agent@harbour.example",)),
    policy="sha256:" + "c" * 64,
)
PERSON = st.sampled_from(PEOPLE)
SUMMARIES = st.builds(
    lambda level, gates, strangers, back, number: replace(
        SUMMARY,
        digest=f"sha256:{number:064x}",
        level=level,
        gates=gates,
        strangers=strangers,
        takes_back=back,
    ),
    st.sampled_from(Level),
    st.sampled_from([frozenset(), frozenset({GateName.SCHEMA})]),
    st.sampled_from([(), ("who@elsewhere.example",)]),
    st.sampled_from([None, None, None, 2]),
    st.integers(0, 3),
)
