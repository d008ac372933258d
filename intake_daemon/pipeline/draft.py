"""The draft that a stored request came from, as it is judged now."""

from collections.abc import Sequence

from intake_daemon.model import CATALOGUE, Kind, RequestDraft, Understanding
from intake_daemon.pipeline.together import Dispute
from intake_daemon.store.requests import RequestRow

TITLES = {spec.name: spec.title for spec in CATALOGUE}


def draft_of(request: RequestRow, understanding: Understanding) -> RequestDraft:
    """The draft that a stored request came from, with the kind that counts now."""
    if request.ordinal > len(understanding.requests):  # an earlier reading found it, the last one did not
        return RequestDraft(kind=Kind(request.kind), pages=tuple(request.pages), fields={})
    draft = understanding.requests[request.ordinal - 1]
    if draft.kind == request.kind:
        return draft
    return draft.model_copy(update={"kind": Kind(request.kind), "kind_confidence": 1.0})


def disputed(draft: RequestDraft, disputes: Sequence[Dispute]) -> RequestDraft:
    """The draft with a doubt for every later paper that says otherwise, so that a person looks at both."""
    by_paper: dict[str, list[str]] = {}
    for dispute in disputes:
        by_paper.setdefault(dispute.reference, []).append(TITLES[dispute.name])
    doubts = tuple(
        f"{reference}, which came later, says otherwise: {', '.join(names)}"
        for reference, names in by_paper.items()
    )
    return draft.model_copy(update={"doubts": (*draft.doubts, *doubts)}) if doubts else draft
