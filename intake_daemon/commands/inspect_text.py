"""A report of `inspect` as text for a person."""

from intake_daemon.pipeline.report import FoundField, FoundRequest, Report


def as_text(report: Report) -> str:
    """Write a report in at most 100 columns a line; nothing is left out but what is absent and not missed."""
    if report.error:
        return f"{report.file}\n  cannot be read ({report.error.kind}): {report.error.message}\n"
    lines = [report.file, f"  {report.channel}, {report.pages} page(s), {report.language}, {report.intent}"]
    lines += [f"  part {part.id}: {part.problem}" for part in report.parts if part.problem]
    lines += [f"  page {each.page}: the known form {each.form}" for each in report.forms]
    for number, request in enumerate(report.requests, 1):
        lines += _request(number, request)
    return "\n".join(lines) + "\n"


def _request(number: int, request: FoundRequest) -> list[str]:
    pages = ", ".join(str(page) for page in request.pages)
    due = f", due {request.due_on}" if request.due_on else ""
    lines = ["", f"  request {number}: {request.kind} (page {pages})"]
    lines += [_field(name, field) for name, field in request.fields.items() if field.state != "absent"]
    absent = [name for name, field in request.fields.items() if field.state == "absent"]
    if absent:
        lines += _wrapped("    absent: ", absent)
    lines += [f"    ! {doubt}" for doubt in request.doubts]
    lines += [f"    {finding.effect}: {finding.why} [{finding.cites}]" for finding in request.findings]
    lines += [f"    verify before release: {one.item}: {one.how}" for one in request.terms.verify]
    lines += [f"    check: {step}" for step in request.terms.checklist]
    if request.match:
        lines.append(
            f"    match: {request.match.relation} of {request.match.of} ({request.match.score:.1f} bits)"
        )
    lines.append(f"    decision: {request.decision} (queue {request.queue}{due})")
    lines += [f"      because {reason}" for reason in request.reasons]
    lines += [
        f"    would send: {message.template} by {message.channel} to {message.to or 'an address a person chooses'}"
        for message in request.would_send
    ]
    return lines


def _field(name: str, field: FoundField) -> str:
    where = f"page {field.evidence[0].page}, {field.evidence[0].method}" if field.evidence else ""
    value = field.value if field.state == "present" else field.state
    return f"    {name:38} {_short(value):34} {field.confidence:4.2f}  {where}"


def _short(value: object) -> str:
    text = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return text if len(text) <= 34 else text[:33] + "…"


def _wrapped(head: str, words: list[str]) -> list[str]:
    lines, line = [], head
    for word in words:
        if len(line) + len(word) > 96:
            lines.append(line)
            line = " " * len(head)
        line += word + " "
    return [*lines, line.rstrip()]
