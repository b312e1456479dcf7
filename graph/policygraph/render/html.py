"""Results as fragments of HTML for notebooks: escaped, without scripts or styles of others."""

from __future__ import annotations

from html import escape

from policygraph.analyses.answer import Answer, Cited, Path
from policygraph.analyses.info import Summary
from policygraph.render.answer import path_line, status_line
from policygraph.render.prose import Page, sentence_case
from policygraph.render.views import View


def answer_html(answer: Answer) -> str:
    """An answer: each path with its steps, and each step's evidence folded away."""
    out = [f"<h4>{escape(answer.start.label)} → {escape(answer.end.label)}</h4>"]
    out.append(f"<p>{escape(sentence_case(status_line(answer)))}</p>")
    if answer.absence is not None:
        out.append(f"<p>{escape(sentence_case(answer.absence.summary))}</p>")
    out += [_path(path) for path in answer.paths]
    return f"<div>{''.join(out)}</div>"


def view_html(view: View) -> str:
    """Any other result: its text, line by line as a pipe would have it."""
    return f'<pre style="white-space: pre-wrap">{escape(view.text(Page()))}</pre>'


def summary_html(summary: Summary) -> str:
    """The counts of a graph."""
    return (
        f"<div><b>{escape(' + '.join(summary.datasets))}</b>: {summary.entities} entities, "
        f"{summary.claims} claims, {summary.sources} sources, {summary.edges} edges of which "
        f"{summary.contested} contested</div>"
    )


def _path(path: Path) -> str:
    chain = " → ".join(node.label for node in path.nodes)
    steps = []
    for step in path.steps:
        evidence = "".join(f"<li>{_cited(cited)}</li>" for cited in step.claims)
        evidence += "".join(f"<li><b>against:</b> {_cited(cited)}</li>" for cited in step.against)
        summary = f"{escape(sentence_case(step.sentence))} ({step.strength:.2f})"
        if step.contested:
            summary += " <b>contested</b>"
        steps.append(f"<li><details><summary>{summary}</summary><ul>{evidence}</ul></details></li>")
    return (
        f"<p><b>{path.rank}. {escape(chain)}</b><br>{escape(path_line(path))}</p>"
        f"<ol>{''.join(steps)}</ol>"
    )


def _cited(cited: Cited) -> str:
    claim, source = cited.claim, cited.source
    where = escape(f"{source.title}, {source.published}, {claim.locator}")
    if source.url.startswith(("https://", "http://")):
        where = f'<a href="{escape(source.url)}" rel="noopener">{where}</a>'
    return f"{escape(cited.sentence)} ({escape(claim.modality)} {claim.strength:.2f}): {where}"
