"""Runs promotions: begins each one once, takes its time, and has the end reported."""

import asyncio
from datetime import timedelta

from sandbox.ci.fault import ENDINGS, Fault, Kind
from sandbox.ci.ledger import Ledger
from sandbox.ci.promotion import Payload, Promotion, State
from sandbox.ci.reporter import Reporter


class Pipeline:
    def __init__(self, ledger: Ledger, reporter: Reporter, takes: timedelta, origin: str) -> None:
        self._ledger = ledger
        self._reporter = reporter
        self._takes = takes
        self._origin = origin
        self._runs: dict[str, asyncio.Task[None]] = {}  # by Idempotency-Key

    def accept(self, key: str, payload: Payload) -> Promotion:
        """Begin the promotion, unless this key began it before."""
        promotion = self._ledger.accept(key, payload)
        if key not in self._runs:
            fault = self._ledger.take_fault(ENDINGS)
            self._ledger.begin(key)
            self._runs[key] = asyncio.create_task(self._run(promotion, fault))
        return promotion

    async def ended(self, key: str) -> None:
        """Wait until the run is over and reported."""
        await asyncio.shield(self._runs[key])

    async def close(self) -> None:
        """Stop what runs, as when a machine is switched off."""
        for run in self._runs.values():
            run.cancel()
        await asyncio.gather(*self._runs.values(), return_exceptions=True)

    def run_url(self, promotion: Promotion) -> str:
        return f"{self._origin}/runs/{promotion.number}"

    async def _run(self, promotion: Promotion, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        self._ledger.note(promotion.key, f"deploying to {promotion.payload.environment}")
        async with asyncio.TaskGroup() as telling:
            if kind is not Kind.MUTE:
                telling.create_task(self._tell(promotion, State.STARTED))
            if kind is not Kind.STUCK:
                await asyncio.sleep(self._takes.total_seconds())
                self._end(promotion, fault.reason if fault and kind is Kind.FAIL else None)
        if kind is Kind.STUCK or kind is Kind.MUTE:
            return
        await self._tell_end(promotion)
        if kind is Kind.LIVE_TWICE:
            await self._tell_end(promotion)

    def _end(self, promotion: Promotion, failure: str | None) -> None:
        self._ledger.note(promotion.key, f"failed: {failure}" if failure else "live")
        self._ledger.end(promotion.key, failure)

    async def _tell_end(self, promotion: Promotion) -> None:
        ended = self._ledger.get(promotion.key)
        assert ended is not None
        await self._tell(promotion, ended.state, ended.detail)

    async def _tell(self, promotion: Promotion, state: State, detail: str | None = None) -> None:
        await self._reporter.tell(promotion, state, self.run_url(promotion), detail)
