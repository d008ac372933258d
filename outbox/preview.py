"""Write every message in every language to files, so that people can read them before any is sent."""

from pathlib import Path

from outbox.facts import Situation
from outbox.render import Templates
from outbox.samples import sample


def write_previews(templates: Templates, folder: Path) -> tuple[Path, ...]:
    """Render every situation with invented facts into `folder`, as LANGUAGE-SITUATION.txt and .html.

    The text file starts with the subject. Files of an earlier preview are overwritten.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(
        path
        for language in templates.languages
        for situation in Situation
        for path in _write(templates, language, situation, folder)
    )


def _write(templates: Templates, language: str, situation: Situation, folder: Path) -> tuple[Path, Path]:
    rendered = templates.render(situation, language, sample(situation))
    text, html = (folder / f"{language}-{situation}.{suffix}" for suffix in ("txt", "html"))
    text.write_text(f"Subject: {rendered.subject}\n\n{rendered.text}", "utf-8")
    html.write_text(rendered.html, "utf-8")
    return text, html
