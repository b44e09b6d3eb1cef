"""Procrastinate's worker, in a loop of its own.

What it asks of the database goes through Newsdesk's connections, with their time limits, instead of a second pool, so
that it never ends because the database is away.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from threading import Event
from typing import Any, TypeVar

from procrastinate import App, BaseConnector, JobContext, RetryDecision
from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.jobs import Job as Fetched
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy
from procrastinate.worker import Worker

from bot.domain.errors import StorageError, StoreUnavailable
from bot.jobs.on_procrastinate import Declared, Tables
from bot.jobs.port import Task
from bot.jobs.running import GRACE, PAUSE, POLL, SIGNS, Outcome, Standing, start, tell_given_up

ArgsOf = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A job's arguments, from what is kept of them."""
_Found = TypeVar("_Found")

_NEVER = 86400.0  # seconds: nobody asks for a job to be aborted
_STOP = 0.2
"""Seconds between two looks at whether to stop."""

_log = logging.getLogger(__name__)
# What becomes of a job is told here, in our words, and once.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


def work(tables: Tables, tasks: Mapping[str, Declared], args_of: ArgsOf, stop: Event, *, threads: int) -> None:
    """Do jobs until ``stop``, as ``Queue.work`` says."""
    asyncio.run(_work(tables, tasks, args_of, stop, threads))


async def _work(tables: Tables, tasks: Mapping[str, Declared], args_of: ArgsOf, stop: Event, threads: int) -> None:
    standing = Standing(tables.lease)
    while not stop.is_set():
        worker = _worker(tables, tasks, args_of, _Manager(tables, standing, stop), threads)
        running = asyncio.create_task(worker.run())
        while not (stop.is_set() or running.done()):
            await asyncio.wait({running}, timeout=_STOP)
        worker.stop()
        try:
            await running
            continue
        except StorageError as error:
            standing.failed(error)  # what it had is left to others
        except Exception:
            _log.exception("the queue's worker failed, another one begins")
        await asyncio.sleep(0 if stop.is_set() else 2 * POLL)


def _worker(tables: Tables, tasks: Mapping[str, Declared], args_of: ArgsOf, manager: JobManager, threads: int) -> Any:
    app = App(connector=_Connector(tables))
    app.job_manager = manager
    for name, declared in tasks.items():
        make = app.task(name=name, queue=declared.queue, pass_context=True, retry=_PutBack())
        make(_coroutine(name, declared.task, args_of))
    return Worker(
        app,
        queues=[declared.queue for declared in tasks.values()],
        concurrency=threads,
        fetch_job_polling_interval=POLL,
        abort_job_polling_interval=_NEVER,
        shutdown_graceful_timeout=GRACE,
        listen_notify=False,  # a connection for each worker, to save half a second
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
        install_signal_handlers=False,
        update_heartbeat_interval=tables.lease.total_seconds() / SIGNS,
    )


def _coroutine(name: str, task: Task, args_of: ArgsOf) -> Callable[..., Coroutine[Any, Any, None]]:
    async def run(_: JobContext, **kept: Any) -> None:
        # Not as a task of Procrastinate's that is no coroutine: the thread of such a one can't be left behind.
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        outcomes: list[Outcome] = []

        def end(outcome: Outcome) -> None:
            outcomes.append(outcome)
            try:
                loop.call_soon_threadsafe(ended.set)
            except RuntimeError:
                _log.debug("%s: ended after its worker had", name)

        start(task, name, args_of(kept), end)
        await ended.wait()
        if outcomes != [Outcome.DONE]:
            raise _NotDone(*outcomes)

    return run


class _NotDone(Exception):
    """A job that failed, or has to be begun again."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


class _PutBack(BaseRetryStrategy):
    """What failed stays failed; what could not use the store, or was cut by a stop, comes again."""

    def get_retry_decision(self, *, exception: BaseException, job: Fetched) -> RetryDecision | None:
        if isinstance(exception, _NotDone):
            return RetryDecision(retry_in={"seconds": int(PAUSE)}) if exception.outcome is Outcome.AGAIN else None
        return RetryDecision() if isinstance(exception, asyncio.CancelledError) else None


class _Connector(BaseAsyncConnector):
    """Procrastinate's statements over Newsdesk's connections."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get_sync_connector(self) -> BaseConnector:
        return self

    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        await self.execute_query_all_async(query, **arguments)

    async def execute_query_one_async(self, query: str, **arguments: Any) -> dict[str, Any]:
        return (await self.execute_query_all_async(query, **arguments))[0]

    async def execute_query_all_async(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self._tables.ask, query, arguments)


class _Manager(JobManager):
    """What the worker asks, repeated until the store answers, or the worker is to stop.

    Procrastinate's own would end the worker at the first failure; a job whose end could not be written, or whose
    fetching had no clear result, would stay its worker's for as long as that lives.
    """

    def __init__(self, tables: Tables, standing: Standing, stop: Event) -> None:
        super().__init__(connector=_Connector(tables))
        self._tables, self._standing, self._stop = tables, standing, stop
        self._held: set[int] = set()
        self._fetching = asyncio.Lock()

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        return []  # with their jobs, see update_heartbeat

    async def register_worker(self) -> int:
        return await self._surely(super().register_worker)

    async def unregister_worker(self, worker_id: int) -> None:
        await super().unregister_worker(worker_id)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Fetched | None:
        async with self._fetching:
            try:
                job = await super().fetch_job(queues, worker_id)
            except StorageError as error:
                self._standing.failed(error)
                return None
            if job is not None and job.id is not None:
                self._held.add(job.id)
            return job

    async def update_heartbeat(self, worker_id: int) -> None:
        try:
            await asyncio.to_thread(self._tables.renew, worker_id)
            async with self._fetching:
                await asyncio.to_thread(self._tables.release, worker_id, self._held)
            if self._standing.may_recover():
                tell_given_up(await asyncio.to_thread(self._tables.recover))
        except StorageError as error:
            self._standing.failed(error)

    async def finish_job(self, job: Fetched, status: Status, delete_job: bool) -> None:
        failed = status is not Status.SUCCEEDED
        await self._settle(job, lambda worker, id_: self._tables.end(worker, id_, failed=failed))

    async def retry_job(self, job: Fetched, retry_at: Any = None, *_: Any, **__: Any) -> None:
        pause = max(0.0, retry_at.timestamp() - time.time()) if retry_at else 0.0
        await self._settle(job, lambda worker, id_: self._tables.put_back(worker, id_, pause=pause))

    async def _settle(self, job: Fetched, settle: Callable[[int, int], None]) -> None:
        worker, id_ = job.worker_id, job.id
        if worker is None or id_ is None:
            raise ValueError(f"not fetched by a worker: {job}")
        try:
            await self._surely(lambda: asyncio.to_thread(settle, worker, id_))
        finally:
            self._held.discard(id_)  # whatever could not be written is put back

    async def _surely(self, ask: Callable[[], Coroutine[Any, Any, _Found]]) -> _Found:
        while True:
            try:
                return await ask()
            except StoreUnavailable as error:
                self._standing.failed(error)
                if self._stop.is_set():
                    raise
                await asyncio.sleep(2 * POLL)
