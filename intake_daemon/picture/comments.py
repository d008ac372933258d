"""What the strip says beside the numbered values: about the file, the page, and each request."""

from intake_daemon.model import Page, PageSource
from intake_daemon.picture.places import Pages, placeless
from intake_daemon.picture.strip import Strip
from intake_daemon.picture.subject import Subject
from intake_daemon.pipeline.report import FoundMatch, FoundRequest

_SOURCES = {
    PageSource.TEXT: "words from its text layer",
    PageSource.OCR: "recognised",
    PageSource.PLAIN: "text of a mail or file",
}


def about_page(strip: Strip, subject: Subject, page: Page, *, pictured: bool) -> None:
    """Say which page this is and how it was read."""
    strip.title(f"{subject.name}: page {page.number} of {len(subject.pages)}")
    notes = [_SOURCES[page.source]]
    if page.source is PageSource.OCR:
        notes[0] += f" with confidence {page.confidence:.2f}"
    if page.rotation:
        notes.append(f"turned by {page.rotation}°")
    if page.blank:
        notes.append("blank")
    if not pictured:
        notes.append("there is no picture of it, so only its words are shown")
    strip.text(", ".join(notes), quiet=True)


def about_file(strip: Strip, subject: Subject) -> None:
    """Say what came in, and which parts of it could not be read."""
    report = subject.report
    intents = ", ".join(f"{guess.intent} {guess.confidence:.2f}" for guess in report.intents)
    strip.text(f"{report.channel}, language {report.language}, wants: {intents}")
    for part in report.parts:
        if part.problem:
            strip.text(f"Part {part.id}: {part.problem}", strong=True)


def about_request(strip: Strip, subject: Subject, number: int) -> None:
    """Say what was decided about a request, why, and what is known of it that stands on no page."""
    requests = subject.report.requests
    request = requests[number - 1]
    pages = ", ".join(str(page) for page in request.pages)
    strip.title(f"Request {number}: {request.kind} ({request.kind_confidence:.2f}), page {pages}")
    _decision(strip, request)
    _findings(strip, request)
    rows = placeless(request, number, subject.needed, Pages(subject.pages))
    if rows:
        strip.text("Without a place on the pages:", quiet=True)
    for row in rows:
        strip.row(row, requests=len(requests))
    absent = [name for name, field in request.fields.items() if field.state == "absent"]
    if absent:
        strip.text(f"Absent: {', '.join(absent)}", quiet=True)


def _decision(strip: Strip, request: FoundRequest) -> None:
    due = f", due {request.due_on}" if request.due_on else ""
    strip.text(f"Decision: {request.decision}, queue {request.queue or 'none'}{due}", strong=True)
    found = {finding.why for finding in request.findings} | set(request.doubts)
    for reason in request.reasons:
        if reason not in found:  # what a rule found is told below, with its source
            strip.text(f"because {reason}", indent=8.0)
    if request.match:
        strip.text(_match(request.match), indent=8.0)
    for message in request.would_send:
        to = message.to or "an address a person chooses"
        strip.text(f"would send: {message.template} by {message.channel} to {to}", indent=8.0)


def _match(match: FoundMatch) -> str:
    of = f" of {match.of}" if match.of else ""
    return f"match: {match.relation}{of} ({match.score:.1f} bits)"


def _findings(strip: Strip, request: FoundRequest) -> None:
    for doubt in request.doubts:
        strip.text(f"! {doubt}", indent=8.0)
    sources: dict[tuple[str, str], list[str]] = {}
    for finding in request.findings:
        sources.setdefault((finding.effect, finding.why), []).append(finding.cites)
    for (effect, why), cites in sources.items():
        strip.text(f"{effect}: {why} [{'; '.join(dict.fromkeys(cites))}]", indent=8.0)
