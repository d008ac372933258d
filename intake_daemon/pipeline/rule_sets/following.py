"""Keeping a running daemon in step with its folders, where people write, and with the store, which says what counts.

A change is taken up when the folders have not changed for a while, or at once on a reload. What came into force,
here or on another node, is loaded from the store and swapped in as one; a document in work keeps what it began with.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.pipeline.rule_sets.folder import look
from intake_daemon.pipeline.rule_sets.loading import load_stored
from intake_daemon.pipeline.rule_sets.standing import Standing, standing_of
from intake_daemon.pipeline.rule_sets.taking_up import Looked, take_up
from intake_daemon.pipeline.services import Policy, Services
from intake_daemon.store.database import reading
from intake_daemon.store.rule_changes import ChangeState, announced, in_force
from outbox.render import Templates

STORE_SECONDS = 2.0  #: how often the store is asked what is in force: one row by an index

log = structlog.get_logger(__name__)


@dataclass
class Settling:
    """Tells when something has stayed the same for long enough.

    Args:
        seconds: how long that is.
    """

    seconds: float
    _seen: object = None
    _since: float = 0.0

    def settled(self, what: object, now: float) -> bool:
        """Whether this was seen at every look for so many seconds."""
        if what != self._seen:
            self._seen, self._since = what, now
        return now - self._since >= self.seconds


class Follower:
    """Follows folders and store for one daemon; `tick` is called from its loop.

    Args:
        services: whose rules and texts are swapped.
        clock: seconds that only go forward.
    """

    def __init__(self, services: Services, clock: Callable[[], float] = time.monotonic) -> None:
        self._services, self._clock = services, clock
        self._settings = services.config.rule_changes
        self._settling = Settling(self._settings.settle_seconds)
        self._looked_at = self._asked_at = clock()
        self._weighed: object = None
        self._row: int | None = None  #: of the change in force that was loaded, or could not be
        self._said: object = None

    def tick(self, *, reload: bool = False) -> bool:
        """Do what is due and say whether anything came of it; what cannot be done now is done at a later tick.

        Args:
            reload: look at the folders now, whether they have settled or not, and check everything again.
        """
        before = self._services.policy
        try:
            looked = self._follow_folders(reload)
            self._follow_store(looked.templates if looked else None, reload)
        except TransientError as error:
            self._weighed = None  # to be looked at again
            self._say("rules_not_followed", problem=str(error))
            return False
        return looked is not None or self._services.policy is not before

    @property
    def version(self) -> str:
        """The version of the rules in use."""
        return self._services.policy.rules.version

    @property
    def troubles(self) -> tuple[Standing, ...]:
        """What people should know about the rules now; nothing when the store cannot be asked."""
        try:
            with reading(self._services.engine) as session:
                return standing_of(session, self._services.config)
        except TransientError:
            return ()

    def _follow_folders(self, reload: bool) -> Looked | None:
        """Take up what changed in the folders; None when nothing did."""
        if not (reload or self._settled() or self._announced()):
            return None
        services = self._services
        looked = take_up(services.engine, services.config, at=services.clock(), anew=reload)
        if looked is not None:
            self._report(looked, again=reload)
        return looked

    def _settled(self) -> bool:
        """Whether the folders hold something else than before, and have for long enough."""
        now = self._clock()
        if not self._settings.watch_seconds or now - self._looked_at < self._settings.watch_seconds:
            return False
        self._looked_at = now
        snapshot = look(self._services.config)
        what = (snapshot.version, snapshot.message_texts)
        if what == self._weighed or not self._settling.settled(what, now):
            return False
        self._weighed = what
        return True

    def _announced(self) -> bool:
        """Whether `rules apply` has something on its way, now that the store is to be asked anyway."""
        now = self._clock()
        if now - self._asked_at < STORE_SECONDS:
            return False
        with reading(self._services.engine) as session:
            return announced(session, self._services.config.node_name)

    def _follow_store(self, templates: Templates | None, reload: bool) -> None:
        """Load what is in force if it is another set than the one in use, and swap rules and texts as one."""
        now, policy = self._clock(), self._services.policy
        if templates is not None:
            policy = replace(policy, templates=templates)
        if templates is not None or reload or now - self._asked_at >= STORE_SECONDS:
            self._asked_at = now
            policy = self._in_force(policy)
        if policy is not self._services.policy:
            self._services.change_policy(policy)

    def _in_force(self, policy: Policy) -> Policy:
        """The policy with the rules that are in force by now."""
        with reading(self._services.engine) as session:
            row = in_force(session)
        if row is None or row.id == self._row:
            return policy
        self._row = row.id
        if row.version == policy.rules.version:
            return policy
        try:
            loaded = load_stored(row.version, row.files)
        except ConfigError as error:  # written for another version of the program, by a node that has it
            log.error("rules_not_loaded", rule_set=row.version[:12], problem=str(error))  # noqa: TRY400
            return policy
        log.info("rules_loaded", rule_set=row.version[:12], before=policy.rules.version[:12])
        return replace(policy, rules=loaded)

    def _report(self, looked: Looked, *, again: bool) -> None:
        """One line for what came of a look, and none for what was said before unless somebody asks again."""
        if again:
            self._said = None
        kept = self._services.policy.rules.version[:12]
        if looked.text_problems:
            self._say("texts_refused", problems=len(looked.text_problems), first=looked.text_problems[0])
        change = looked.change
        if change is not None and change.state == ChangeState.REFUSED:
            number, first = len(change.problems), change.problems[0].splitlines()[0]
            self._say("rules_refused", rule_set=change.version[:12], problems=number, first=first, kept=kept)
        elif change is not None and change.state == ChangeState.WAITING:
            self._say("rules_waiting", rule_set=change.version[:12], kept=kept)

    def _say(self, event: str, **facts: object) -> None:
        """Log a warning once, not at every tick."""
        if (event, facts) != self._said:
            self._said = (event, facts)
            log.warning(event, **facts)
