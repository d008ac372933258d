"""What a rule says of the item it asks for: into the question and the reminder, in the requestor's language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.cases import absent
from support.clinic import Clinic, authorization
from support.mails import mail
from support.terms_rules import asking_for_the_purpose, use_rules

from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.remind import remind
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from parsers.readers import Readers

OURS = {"en": "Say what the records are for: 2 & 3.", "es": "Diga para qué son los documentos."}
WORDS = '{en: "Say what the records are for: 2 & 3.", es: "Diga para qué son los documentos."}'
WITHOUT_PURPOSE = authorization(authorization__purpose=absent())


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sending(tmp_path: Path, readers: Readers, sink: SmtpSink) -> Iterator[Clinic]:
    clinic = Clinic(tmp_path, readers, smtp={"host": sink.host, "port": sink.port, "tls": "none"})
    use_rules(clinic.services, asking_for_the_purpose(WORDS))
    yield clinic
    clinic.check()
    clinic.close()


def received(sink: SmtpSink, part: str) -> str:
    """The text of the last mail as its reader sees it, on one line."""
    return " ".join(sink.mails[-1].message.get_body((part,)).get_content().split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_reach_the_question_and_the_reminder(
    sending: Clinic, sink: SmtpSink, language: str
) -> None:
    sending.settle(mail("The form."), WITHOUT_PURPOSE.model_copy(update={"language": language}))
    sending.deliver()
    question = received(sink, "plain")
    sending.wait(days=5)
    with sending.session() as session:
        remind(session, sending.services, 1, 1)
    sending.deliver()

    assert len(sink.mails) == 2
    assert OURS[language] in question
    assert OURS[language] in received(sink, "plain")


def test_on_the_page_the_words_are_escaped(sending: Clinic, sink: SmtpSink) -> None:
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.deliver()

    assert "what the records are for: 2 &amp; 3." in received(sink, "html")


@pytest.mark.parametrize(
    "text",
    [
        "Dear {name}, say why.",
        "Dear [NAME], say why.",
        "Say why: ____",
        "Say why: %s",
        "Say $reason.",
        "a\\nBcc: b",
    ],
)
def test_words_with_a_place_left_open_are_refused_when_the_rules_are_loaded(
    sending: Clinic, text: str
) -> None:
    with pytest.raises(ConfigError, match=r"extra/more.yaml:\d+"):
        use_rules(sending.services, asking_for_the_purpose(f'{{en: "{text}", es: "Diga para qué."}}'))
