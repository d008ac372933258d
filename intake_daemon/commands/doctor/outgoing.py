"""Outgoing mail: the server, and whether anything could ever be sent."""

from collections.abc import Iterator

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.commands.doctor.secret_file import check_secret
from intake_daemon.config import Config
from outbox.settings import SmtpSettings
from outbox.smtp import probe

SMTP, DELIVERY, ANSWERS = "mail server", "delivery", "answers"
PATIENCE = 15.0  #: seconds; a person waits for the answer


def check_smtp(config: Config) -> Iterator[Result]:
    """It can be reached, encrypts, shows a good certificate and lets us in. Nothing is sent."""
    settings = config.smtp
    if settings is None:
        if config.delivery.mode == "send":
            yield fail(
                SMTP, "delivery.mode is send and there is no [smtp] table", "add one, or set the mode to hold"
            )
        else:
            yield warn(
                SMTP,
                "there is no [smtp] table: no message can be released",
                "add one before the first release",
            )
        return
    secret = check_secret(SMTP, settings.password_file) if settings.password_file else None
    yield secret or _reach(settings)


def _reach(settings: SmtpSettings) -> Result:
    problem = probe(settings.model_copy(update={"timeout": min(settings.timeout, PATIENCE)}))
    if problem:
        return fail(SMTP, problem, "check host, port, tls, ca_file, user and password_file of [smtp]")
    return ok(SMTP, f"{settings.host} port {settings.port} takes our mail ({settings.tls})")


def check_delivery(config: Config) -> Iterator[Result]:
    """Messages that shall leave by themselves need somebody who vouches for senders."""
    delivery = config.delivery
    if delivery.mode == "hold":
        yield ok(DELIVERY, "every message waits for a person (mode hold)")
    elif not delivery.trusted_authserv_ids:
        yield warn(
            DELIVERY,
            "delivery.trusted_authserv_ids is empty: no mail proves its sender, only the directory does",
            "put in the name your mail server writes first in Authentication-Results",
        )
    else:
        yield ok(
            DELIVERY, f"mode {delivery.mode}, senders proven by {', '.join(delivery.trusted_authserv_ids)}"
        )


def check_answers(config: Config) -> Iterator[Result]:
    """Answers to our messages must come to a mailbox that we read."""
    address = (config.delivery.reply_to or config.delivery.from_address).lower()
    read = {settings.username.lower() for settings in config.mailbox}
    named = {*read, config.facility.email.lower(), *(own.lower() for own in config.facility.own_addresses)}
    if not config.mailbox and not config.maildir:
        yield warn(
            ANSWERS, "no mailbox is read: answers to our messages would not be seen", "add a [[mailbox]]"
        )
    elif address not in named:
        yield warn(
            ANSWERS,
            "the address for answers is not one of ours: we could end up talking to ourselves",
            "add delivery.reply_to or from_address to facility.own_addresses, and read its mailbox",
        )
    else:
        yield ok(ANSWERS, "come to an address of ours")
