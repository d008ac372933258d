"""A running daemon in step with its folders and with the store; time goes on only when a test says so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs
from support.rule_folders import configured, mend, rule_folder, set_days, spoil, version_in

from intake_daemon.durable import BlobStore
from intake_daemon.engine import EngineSchedule
from intake_daemon.pipeline.rule_sets.following import Follower
from intake_daemon.pipeline.rule_sets.in_use import policy_in_use
from intake_daemon.pipeline.services import Services
from intake_daemon.store.database import migrate, open_engine, transaction
from intake_daemon.store.rule_changes import in_force, packed
from parsers.options import ReadOptions
from parsers.readers import Readers


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(ReadOptions(), workers=1, ready=False) as readers:
        yield readers


class Node:
    """A daemon's follower with its services, on a database that others may use too."""

    def __init__(
        self, engine: Engine, folder: Path, readers: Readers, *, name: str, **changes: object
    ) -> None:
        self.rules, self.seconds = folder / f"rules-{name}", 100.0
        if not self.rules.exists():
            rule_folder(self.rules)
        config = configured(folder, self.rules, node=name, **changes)
        self.services = Services(
            config=config,
            engine=engine,
            blobs=BlobStore(config.state_dir / "documents"),
            readers=readers,
            match_key=b"",
            schedule=EngineSchedule(engine),
            _policy=policy_in_use(engine, config, follow=True),
        )
        self.follower = Follower(self.services, clock=lambda: self.seconds)

    def wait(self, seconds: float, *, reload: bool = False) -> None:
        """Let time go by, a second at a time, as the daemon's loop does."""
        for _ in range(round(seconds)):
            self.seconds += 1
            self.follower.tick()
        if reload:
            self.follower.tick(reload=True)

    @property
    def version(self) -> str:
        return self.services.policy.rules.version


MakeNode = Callable[..., Node]


@pytest.fixture
def make_node(tmp_path: Path, readers: Readers) -> Iterator[MakeNode]:
    engine = open_engine(f"sqlite:///{tmp_path / 'intake.db'}")
    migrate(engine)
    nodes: list[Node] = []

    def make(name: str = "one", **changes: object) -> Node:
        nodes.append(Node(engine, tmp_path, readers, name=name, **changes))
        return nodes[-1]

    yield make
    for node in nodes:
        node.services.schedule.close()  # type: ignore[attr-defined]  # the engine's has it
    engine.dispose()


def test_a_changed_folder_is_taken_up_when_it_has_settled(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=1, settle_seconds=5)
    before, after = node.version, set_days(node.rules, 21)
    node.wait(4)
    assert node.version == before
    node.wait(4)
    assert node.version == after


def test_half_an_edit_is_not_taken_up(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=1, settle_seconds=5)
    before = node.version
    for days in (20, 21, 22, 23):
        after = set_days(node.rules, days)
        node.wait(3)
    assert node.version == before
    node.wait(6)
    assert node.version == after


def test_a_reload_does_not_wait(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=1, settle_seconds=3600)
    after = set_days(node.rules, 21)
    node.wait(0, reload=True)

    assert node.version == after


def test_with_watching_off_only_a_reload_looks(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=0, settle_seconds=0)
    before, after = node.version, set_days(node.rules, 21)
    node.wait(20)
    assert node.version == before
    node.wait(0, reload=True)
    assert node.version == after


def test_a_bad_folder_is_logged_once_and_the_old_rules_stay(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=1, settle_seconds=0)
    before, bad = node.version, spoil(node.rules)
    with capture_logs() as logs:
        node.wait(15)

    assert node.version == before
    assert [(line["event"], line["rule_set"]) for line in logs] == [("rules_refused", bad[:12])]
    assert len(node.follower.troubles) == 1


def test_a_mended_folder_ends_the_warning(make_node: MakeNode) -> None:
    node = make_node(watch_seconds=1, settle_seconds=0)
    spoil(node.rules)
    node.wait(3)
    mend(node.rules)
    node.wait(3)

    assert node.follower.troubles == ()
    assert node.version == version_in(node.rules)


def test_another_node_takes_up_what_came_into_force_here(make_node: MakeNode) -> None:
    one = make_node("one", watch_seconds=1, settle_seconds=0)
    two = make_node("two", watch_seconds=1, settle_seconds=0)
    after = set_days(one.rules, 21)
    one.wait(3)
    two.wait(3)
    assert (one.version, two.version) == (after, after)
    one.wait(5)
    two.wait(5)
    assert (one.version, two.version) == (after, after)


def test_a_set_that_this_program_cannot_load_leaves_a_node_as_it_was(make_node: MakeNode) -> None:
    one = make_node("one", watch_seconds=1, settle_seconds=0)
    two = make_node("two", watch_seconds=0)
    before, after = two.version, set_days(one.rules, 21)
    one.wait(3)
    with transaction(two.services.engine) as session:
        row = in_force(session)
        assert row is not None
        row.content = packed({"policy.yaml": "of_a_later_program: true\n"})
    with capture_logs() as logs:
        two.wait(12)

    assert two.version == before
    assert [(line["event"], line["rule_set"]) for line in logs] == [("rules_not_loaded", after[:12])]
