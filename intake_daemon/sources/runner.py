"""Keeps one source running in a thread of its own: poll, take, tidy up, wait, and start over.

The one isolation boundary of the sources: whatever goes wrong in a round, expected or a bug, is reported
in one line, waited out with growing pauses, and tried again. Nothing ends the thread but `stop`.
"""

import threading
import time
from collections.abc import Callable

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type
from tenacity.stop import stop_when_event_set
from tenacity.wait import wait_exponential, wait_random

from intake_daemon.errors import IntakeError, TransientError
from intake_daemon.model import Channel, Taken
from intake_daemon.sources.source import Ledger, Source

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 300.0  #: seconds between two tries
LONGEST_ASKED_PAUSE = 3600.0  #: seconds, when the other side asks for more than that it is not believed
STEADY = 10.0  #: seconds of undisturbed waiting after which the next failure counts as a first one
SLICE = 1.0  #: seconds of waiting between two beats


class SourceRunner:
    """Runs one source.

    Args:
        ledger: what has been stored already.
        take: stores an arrival and commits it; when it returns, the source is told so. It raises
            TransientError when that cannot be done now.
        beat: called for each arrival, with each piece of a long one, and about every second of waiting, to show
            that work goes on. A server may be silent for as long as the source's own timeout without a beat.
        first_pause: seconds before the second try; it doubles up to five minutes, with jitter.
    """

    def __init__(
        self,
        source: Source,
        ledger: Ledger,
        *,
        take: Callable[[Taken], None],
        beat: Callable[[], None],
        first_pause: float = 1.0,
    ) -> None:
        self.taken = 0  #: arrivals stored since the start
        self.failures = 0  #: rounds in a row that failed; 0 when the last one went well
        self.bugs = 0  #: failures since the start that were no IntakeError
        self.last_success: float | None = None  #: end of the last good round, seconds since the epoch
        self._source = source
        source.beat = beat
        self._ledger = ledger
        self._take = take
        self._beat = beat
        self._pause = wait_exponential(multiplier=first_pause, max=LONGEST_PAUSE) + wait_random(
            0, first_pause
        )
        self._progress = False  # something went well since the last failure
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"source {source.name}", daemon=True)
        self._log = log.bind(source=source.name)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, grace: float = 5.0) -> bool:
        """Take nothing new, finish the arrival in hand, end the thread; True when it ended.

        After `grace` seconds a connection that still blocks is broken, and as long is waited again.
        """
        self._stop.set()
        self._thread.join(grace)
        if self._thread.is_alive():
            self._source.abandon()
            self._thread.join(grace)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._until_it_works()
        finally:
            self._source.close()

    def _until_it_works(self) -> None:
        """Poll and rest; when either fails, pause and begin with a poll again."""
        Retrying(
            retry=retry_if_exception_type(Exception),
            stop=stop_when_event_set(self._stop),
            wait=self._next_pause,
            sleep=self._sleep,
            before_sleep=self._report,
            retry_error_callback=lambda state: None,
        )(self._poll_and_rest)

    def _poll_and_rest(self) -> None:
        if self._stop.is_set():
            return  # the stop came during a pause
        self._round()
        self._rest()

    def _round(self) -> None:
        """Take all that is there. One arrival that cannot be stored does not stop those behind it."""
        failed: Exception | None = None
        for taken in self._source.poll(self._ledger):
            self._beat()
            try:
                self._take(taken)
            except TransientError:
                raise
            except Exception as error:  # noqa: BLE001  # a bug with one arrival; raised after the others
                failed = failed or error
            else:
                self._tell(taken)
            if self._stop.is_set():
                break
        if failed:
            raise failed
        self.failures = 0
        self.last_success = time.time()

    def _tell(self, taken: Taken) -> None:
        self.taken += 1
        self._progress = True
        try:
            self._source.stored(taken)
        except TransientError as error:
            # It is safely stored, and the next poll moves the original; new arrivals need not wait for it.
            self._log.warning("original_left_in_place", key=_loggable(taken), why=str(error))

    def _rest(self) -> None:
        """Wait until the source has something, or a poll is due anyway."""
        began = time.monotonic()
        end = began + self._source.poll_seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            self._beat()
            if self._source.wait(min(SLICE, left), self._stop):
                return
            self._progress = self._progress or time.monotonic() - began > STEADY

    def _next_pause(self, state: RetryCallState) -> float:
        if self._progress:
            state.attempt_number = 1
            self._progress = False
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TransientError) and error.retry_after is not None:
            return min(error.retry_after, LONGEST_ASKED_PAUSE)
        return min(self._pause(state), LONGEST_PAUSE)

    def _report(self, state: RetryCallState) -> None:
        self.failures += 1
        error = state.outcome.exception() if state.outcome else None
        pause = round(state.upcoming_sleep, 1)
        if isinstance(error, IntakeError):
            self._log.warning("source_unavailable", why=str(error), failures=self.failures, next_try_in=pause)
        else:
            self.bugs += 1
            self._log.error("source_failed", failures=self.failures, next_try_in=pause, exc_info=error)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            self._beat()
            self._stop.wait(min(SLICE, left))


def _loggable(taken: Taken) -> str:
    """The key without a file's name, which may be a patient's."""
    return taken.key.partition("/")[0] if taken.channel is Channel.FAX else taken.key
