"""The folders of rules and message texts as they are at one moment, and who owns what was changed in them."""

import hashlib
import os
import pwd
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import rules
from intake_daemon.config import Config

PEOPLE = 1000  #: the first number of accounts for people (login.defs(5), UID_MIN)
#: Stands in for accounts that cannot be seen from inside a service with users of its own (user_namespaces(7)).
OVERFLOW = 65534
LOOKS = 5  #: looks until two agree; a folder that is swapped in between shows half of each


@dataclass(frozen=True)
class Snapshot:
    """What the folders held at one moment.

    Args:
        texts: the rule files by path below the folder; a file that cannot be read stands there with the reason.
        unread: what could not be read, as `rules check` shows it.
        message_texts: SHA-256 of the folder of message texts; "" where only the shipped ones are used.
        owners: login names by path; "" is the folder itself.
    """

    texts: Mapping[str, str]
    unread: tuple[rules.RuleProblem, ...] = ()
    message_texts: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version of the rules."""
        return rules.version_of(self.texts)


def rules_folder(config: Config) -> Path:
    """Where the rules are written: the configured folder, else the shipped one."""
    return config.rules or rules.SHIPPED


def look(config: Config) -> Snapshot:
    """Look at the folders until two looks agree."""
    seen = _once(config)
    for _ in range(LOOKS):
        before, seen = seen, _once(config)
        if before == seen:
            break
    return seen


def snapshot_of(folder: Path, message_texts: str = "") -> Snapshot:
    """One look at a folder of rules."""
    texts, unread = rules.read_texts(folder)
    if not folder.is_dir():
        unread = (rules.RuleProblem(file=str(folder), message="there is no such folder of rules."),)
    marked = {problem.file: f"# {problem.message}\n" for problem in rules.mistakes(unread)}
    owners = {name: owner for name in ("", *texts) if (owner := _owner(folder / name))}
    return Snapshot(texts={**texts, **marked}, unread=unread, message_texts=message_texts, owners=owners)


def authors_of(snapshot: Snapshot, before: Mapping[str, str]) -> tuple[str, ...]:
    """Who owns what differs from the files before, by name; of a file that is gone, who owns the folder."""
    changed = {name for name, text in snapshot.texts.items() if before.get(name) != text}
    gone = before.keys() - snapshot.texts.keys()
    names = {snapshot.owners.get(name, "") for name in changed} | (
        {snapshot.owners.get("", "")} if gone else set()
    )
    return tuple(sorted(names - {""}))


def is_person(name: str) -> bool:
    """Whether an account is some person's, not the superuser's or a service's."""
    try:
        number = pwd.getpwnam(name).pw_uid
    except KeyError:
        return True  # known to sudo or to another machine
    return PEOPLE <= number != OVERFLOW


def named(authors: Iterable[str]) -> tuple[str, ...]:
    """Of some authors, those that are people as far as one can tell."""
    return tuple(author for author in authors if is_person(author))


def _once(config: Config) -> Snapshot:
    return snapshot_of(rules_folder(config), _digest_of_texts(config.templates))


def _digest_of_texts(folder: Path | None) -> str:
    if folder is None:
        return ""
    digest = hashlib.sha256()
    for path in _files(folder):
        try:
            content = path.read_bytes()
        except OSError as error:
            content = str(error.errno).encode()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The files that count: none that is hidden, as editors make them while they work."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and not path.name.endswith("~") and path.is_file():
            yield path


def _owner(path: Path) -> str:
    try:
        number = os.stat(path).st_uid
    except OSError:
        return ""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
