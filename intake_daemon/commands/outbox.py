"""`intake-daemon outbox`: what is about to be said, was said, or waits for a person."""

import email
import email.policy
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import in_words, json_option, print_json, print_table, printable
from intake_daemon.commands.queue import writing
from intake_daemon.pipeline.words import MESSAGE_STATES, WAYS_TO_TELL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from intake_daemon.store.messages import MessageRow
    from intake_daemon.store.queries_requests import Sent
    from outbox.facts import MessageFacts, Rendered

HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "Auto-Submitted")


@click.group()
def outbox() -> None:
    """Look after outgoing messages.

    Example:
      intake-daemon outbox list --state held
    """


@outbox.command("list")
@click.option("--state", type=click.Choice(MESSAGE_STATES), help="Only messages in this state.")
@click.option("--request", "reference", metavar="REF", help="Only messages about this request.")
@json_option
@pass_app
def list_messages(app: App, state: str | None, reference: str | None, as_json: bool) -> None:
    """List messages, newest first, with the reason why one waits.

    Example:
      intake-daemon outbox list --state held
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_requests import messages

    with reading(app.store) as session:
        request = the_request(session, reference) if reference else None
        found = messages(session, state=state, request_id=request.id if request else None)
    if as_json:
        print_json([_document(one) for one in found])
        return
    columns = ("NO", "REQUEST", "ABOUT", "STATE", "TO", "WRITTEN", "REASON")
    print_table(
        columns,
        [_row(one) for one in found],
        empty="No messages.",
        wide=("ABOUT", "TO", "REASON"),
    )


def _row(one: "Sent") -> tuple[object, ...]:
    row = one.message
    to = row.recipient or "nobody yet"
    return row.id, one.reference, in_words(row.situation), row.state, to, row.created_at.date(), row.reason


def _document(one: "Sent") -> dict[str, object]:
    names = (
        "id", "situation", "language", "channel", "recipient", "proof", "asks", "message_id", "subject", "state",
        "reason", "attempts", "created_at", "next_try_at", "sent_at", "released_by",
    )  # fmt: skip
    return {**{name: getattr(one.message, name) for name in names}, "request": one.reference}


@outbox.command()
@click.argument("number", metavar="NO", type=int)
@json_option
@pass_app
def show(app: App, number: int, as_json: bool) -> None:
    """Show one message as it left or would leave: headers and text.

    Example:
      intake-daemon outbox show 7
    """
    _show(app, number, as_json=as_json)


def _show(app: App, number: int, *, as_json: bool) -> None:
    from intake_daemon.commands.lookup import the_message
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        message = the_message(session, number)
    headers = _headers(message)
    if as_json:
        print_json({"id": number, "state": message.state, "headers": headers, "text": message.text})
        return
    click.echo(f"Message {number}: {message.state}{f' ({message.reason})' if message.reason else ''}\n")
    for name, value in headers.items():
        click.echo(f"{name}: {printable(value)}")
    click.echo(f"\n{printable(message.text)}")


def _headers(message: "MessageRow") -> dict[str, str]:
    """The headers that matter; only the subject while nobody knows where to send it."""
    mail = email.message_from_bytes(message.content, policy=email.policy.default)
    headers = {name: str(mail[name]) for name in HEADERS if mail[name]}
    return headers or {"To": message.recipient or "nobody yet", "Subject": message.subject}


@outbox.command()
@click.argument("number", metavar="[NO]", type=int, required=False)
@click.option("--all-situations", is_flag=True, help="Every text in every language, with invented facts.")
@click.option("--language", metavar="CODE", help="Only this language, such as en or es.")
@pass_app
def preview(app: App, number: int | None, all_situations: bool, language: str | None) -> None:
    """Show a message before it leaves, or read all the texts through before they are used.

    Example:
      intake-daemon outbox preview --all-situations --language es
    """
    if (number is not None) == all_situations:
        raise click.UsageError("give either the number of a message or --all-situations")
    if number is not None:
        _show(app, number, as_json=False)
        return
    _preview_all(app, language)


def _preview_all(app: App, language: str | None) -> None:
    from outbox.facts import Situation
    from outbox.render import Templates
    from outbox.samples import sample

    config = app.config_if_given()
    templates = Templates.load(config.templates if config else None)
    for code in templates.languages:
        if language and code != templates.language_for(language):
            continue
        for situation in Situation:
            written = templates.render(situation, code, sample(situation))
            _print_preview(f"{situation} ({code})", written)
        for rule, facts in _in_words_of_rules(app, code):
            written = templates.render(Situation.CLARIFICATION, code, facts)
            _print_preview(f"what the rule {rule} asks ({code})", written)


def _print_preview(title: str, written: "Rendered") -> None:
    click.secho(f"=== {title}", bold=True)
    click.echo(f"Subject: {written.subject}\n\n{written.text}\n")


def _in_words_of_rules(app: App, code: str) -> "Iterator[tuple[str, MessageFacts]]":
    """Invented facts for a question of every rule that asks in words of its own."""
    import rules
    from outbox.facts import Situation
    from outbox.samples import sample

    config = app.config_if_given()
    for rule in rules.load(config.rules if config and config.rules else rules.SHIPPED).rules:
        words, field = rule.text.wording(), rule.text.subject()
        if code in words:
            asked = {"asks": (field,), "ask_words": {field: words}}
            yield rule.id, sample(Situation.CLARIFICATION).model_copy(update=asked)


@outbox.command()
@click.argument("number", metavar="NO", type=int)
@click.option("--to", metavar="ADDRESS", help="Send it here: you have checked the address and answer for it.")
@click.option("--again", is_flag=True, help="Send it although it may have arrived once.")
@pass_app
def release(app: App, number: int, to: str | None, again: bool) -> None:
    """Let a waiting message leave.

    Example:
      intake-daemon outbox release 7 --to records@lawfirm.example
    """
    from intake_daemon.commands.lookup import the_message
    from intake_daemon.pipeline.release import release as let_go
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        message = the_message(session, number)
        let_go(session, services, message, actor=app.actor, to=to, again=again)
    click.echo(f"Message {number} is on its way to {message.recipient}.")


@outbox.command()
@click.argument("number", metavar="NO", type=int)
@click.option("--how", required=True, type=click.Choice(WAYS_TO_TELL), help="How you gave it.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which you did; else today.")
@pass_app
def given(app: App, number: int, how: str, day: "datetime | None") -> None:
    """Say that you gave a waiting message yourself: printed and posted, faxed, handed over.

    It counts as sent from then on: reminders follow it, and an extension that it tells moves the due day.

    Example:
      intake-daemon outbox given 7 --how letter --on 2026-05-04
    """
    from intake_daemon.commands.lookup import the_message
    from intake_daemon.pipeline.release import given_by_hand
    from intake_daemon.store.database import transaction

    services = app.services
    on = day.date() if day else services.local_day(services.clock())
    with transaction(services.engine) as session:
        message = the_message(session, number)
        given_by_hand(session, services, message, on=on, how=how, actor=app.actor)
    click.echo(f"Message {number} was given on {on} ({how}).")


@outbox.command()
@click.argument("number", metavar="NO", type=int)
@pass_app
def hold(app: App, number: int) -> None:
    """Stop a message that is about to leave.

    Example:
      intake-daemon outbox hold 7
    """
    from intake_daemon.commands.lookup import the_message
    from intake_daemon.pipeline.release import hold as stop

    with writing(app) as session:
        stop(session, the_message(session, number), actor=app.actor)
    click.echo(f"Message {number} waits until it is released.")


@outbox.command()
@click.argument("number", metavar="NO", type=int)
@pass_app
def cancel(app: App, number: int) -> None:
    """Give a message up; it will never be sent.

    Example:
      intake-daemon outbox cancel 7
    """
    from intake_daemon.commands.lookup import the_message
    from intake_daemon.pipeline.release import cancel as give_up

    with writing(app) as session:
        give_up(session, the_message(session, number), actor=app.actor)
    click.echo(f"Message {number} is cancelled.")
