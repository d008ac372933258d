"""Reading all messages before any is sent."""

from pathlib import Path

from outbox.facts import Situation
from outbox.preview import write_previews
from outbox.render import Templates


def test_every_message_is_there_to_be_read_in_every_language(tmp_path: Path) -> None:
    written = write_previews(Templates.load(), tmp_path / "previews")

    assert sorted(path.name for path in written) == sorted(
        f"{language}-{situation}.{suffix}"
        for language in ("en", "es")
        for situation in Situation
        for suffix in ("txt", "html")
    )
    text = (tmp_path / "previews" / "es-reminder.txt").read_text("utf-8")
    assert text.startswith("Subject: Su solicitud R-7K2P-94QX: todavía faltan 3 elementos\n\nBuenos días:\n")
