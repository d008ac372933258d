"""The handbook as one HTML page that needs nothing else: no script, no font, no picture from elsewhere."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from intake_daemon.handbook.blocks import (
    Block,
    Cell,
    Code,
    Handbook,
    Heading,
    Label,
    Paragraph,
    Points,
    RuleBlock,
    Said,
    Signature,
    Table,
)


def as_html(book: Handbook) -> str:
    """The whole page."""
    return (
        "\n".join((*_head(book), *_front(book), *_contents(book), *_body(book.blocks), *_foot(book))) + "\n"
    )


def _head(book: Handbook) -> Iterator[str]:
    style = files("intake_daemon.handbook").joinpath("page.css").read_text(encoding="utf-8")
    foot = escape(f"Version {book.version}, printed on {book.printed}").replace('"', "")
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(_title(book))}</title>"
    yield f'<style>{style}\n@page {{ @bottom-left {{ content: "{foot}"; }} }}</style></head>'
    yield '<body><a class="skip" href="#content">To the rules</a>'


def _title(book: Handbook) -> str:
    return f"{book.title}, {book.facility}" if book.facility else book.title


def _front(book: Handbook) -> Iterator[str]:
    yield "<header>"
    yield f'<p class="facility">{escape(book.facility)}</p>' if book.facility else ""
    yield f"<h1>{escape(book.title)}</h1>"
    yield "<dl>"
    for name, value in book.facts:
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield f'</dl><p class="notice">{escape(book.notice)}</p></header>'


def _contents(book: Handbook) -> Iterator[str]:
    yield '<nav aria-label="Contents"><h2>Contents</h2><ul>'
    for heading in book.headings:
        yield f'<li class="level{heading.level}"><a href="#{heading.anchor}">{escape(heading.words)}</a></li>'
    yield "</ul></nav>"


def _body(blocks: tuple[Block, ...]) -> Iterator[str]:
    yield '<main id="content">'
    for block in blocks:
        yield from _block(block)
    yield "</main>"


def _foot(book: Handbook) -> Iterator[str]:
    first = escape(book.notice.partition(". ")[0])
    yield f"<footer><p>{first}. Version {escape(book.version)}.</p></footer></body></html>"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f'<h{block.level + 1} id="{block.anchor}">{escape(block.words)}</h{block.level + 1}>'
    elif isinstance(block, Paragraph):
        yield f"<p{' class=quiet' if block.quiet else ''}>{escape(block.words)}</p>"
    elif isinstance(block, Points):
        yield from _points(block)
    elif isinstance(block, RuleBlock):
        yield from _rule(block)
    elif isinstance(block, Table):
        yield from _table(block)
    else:
        yield from _signature(block)


def _points(points: Points) -> Iterator[str]:
    yield f"<p>{escape(points.lead)}</p><ul>" if points.lead else "<ul>"
    for point in points.points:
        if isinstance(point, Points):
            yield "<li>" + "".join(_points(point)) + "</li>"
        else:
            yield f"<li>{escape(point)}</li>"
    yield "</ul>"


def _rule(rule: RuleBlock) -> Iterator[str]:
    yield f'<section class="rule" id="{rule.anchor}" aria-labelledby="{rule.anchor}-title">'
    yield f'<h4 id="{rule.anchor}-title"><span class="number">{rule.number}</span> {escape(rule.title)}</h4>'
    yield f'<p class="labels">{"".join(map(_label, rule.labels))}<code>{escape(rule.rule)}</code></p><dl>'
    for entry in rule.entries:
        yield f"<dt>{escape(entry.name)}</dt><dd>{''.join(map(_said, entry.said))}</dd>"
    yield "</dl></section>"


def _label(label: Label) -> str:
    return f'<span class="label {label.tone}">{escape(label.words)}</span> '


def _said(said: Said) -> str:
    if isinstance(said, Code):
        return f"<pre><code>{escape(said.text)}</code></pre>"
    return "".join(_points(said)) if isinstance(said, Points) else f"<p>{escape(said)}</p>"


def _table(table: Table) -> Iterator[str]:
    yield f'<table><caption class="heard">{escape(table.caption)}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    yield "</tr></thead><tbody>"
    for first, *rest in table.rows:
        cells = "".join(f"<td>{_cell(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{_cell(first)}</th>{cells}</tr>'
    yield "</tbody></table>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return ", ".join(f'<a href="#{link.anchor}">{escape(link.words)}</a>' for link in cell)


def _signature(signature: Signature) -> Iterator[str]:
    yield '<dl class="signature">'
    for label in signature.labels:
        yield f"<dt>{escape(label)}</dt><dd></dd>"
    yield "</dl>"
