"""pyvis's network as one file that makes no request and runs no script but its own.

:class:`PolicyNetwork` is a :class:`pyvis.network.Network` with a template of our own: it
takes vis-network from the pinned pyvis, checks that it is the file we know, and writes the
page's data as JSON that cannot end its element. Every script and style of the page is named
by its hash in a content security policy that allows nothing else.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pyvis
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from pyvis.network import Network

from policygraph.errors import LocationError

#: The page's template, scripts and styles.
WEB = Path(__file__).parent / "web"
#: The vis-network that pyvis 0.3.2 brings, and its SHA-256.
BUNDLE = "templates/lib/vis-9.1.2/vis-network.min.js"
BUNDLE_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"

#: The page's scripts, in the order in which they are joined; each uses what those above it add.
SCRIPTS = (
    "elements.js",
    "state.js",
    "registries.js",
    "names.js",
    "data.js",
    "style.js",
    "dates.js",
    "focus.js",
    "filter.js",
    "stress_layout.js",
    "evidence.js",
    "answer.js",
    "facets.js",
    "search.js",
    "curves.js",
    "canvas.js",
    "labels.js",
    "snapshot.js",
    "scene.js",
    "network_view.js",
    "figure.js",
    "path_text.js",
    "path_layout.js",
    "paths_view.js",
    "time_axis.js",
    "time_view.js",
    "table_view.js",
    "claim_records.js",
    "turtle.js",
    "picture.js",
    "save_menu.js",
    "app.js",
)
#: The page's styles, in the order in which they are joined.
STYLES = ("app.css", "views.css")


class PolicyNetwork(Network):  # type: ignore[misc]
    """A network that :meth:`generate_html` turns into the page of a payload."""

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(directed=True, cdn_resources="in_line", height="100%")
        self.payload = payload
        self.heading = payload["title"]
        self.templateEnv = Environment(
            loader=FileSystemLoader(WEB),
            autoescape=True,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        self.path = "page.html.j2"

    def generate_html(
        self, name: str = "index.html", local: bool = True, notebook: bool = False
    ) -> str:
        """The page; the arguments are pyvis's own and change nothing."""
        scripts = (bundle(), _joined("scripts", SCRIPTS))
        style = _joined("styles", STYLES)
        template = self.templateEnv.get_template(self.path)
        return template.render(
            title=self.heading,
            policy=_policy(scripts, style),
            style=Markup(style),  # noqa: S704 - a file of the package
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - as above
            data=htmlsafe_json_dumps(
                self.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False
            ),
        )


def bundle() -> str:
    """The script of vis-network; :class:`~policygraph.errors.LocationError` if the file differs."""
    path = Path(pyvis.__file__).parent / BUNDLE
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != BUNDLE_SHA256:
        raise LocationError(
            f"{path}: not the vis-network of pyvis 0.3.2; install it anew: "
            "pip install --force-reinstall pyvis==0.3.2"
        )
    # Browsers read every line end as one newline, and hash what they have read.
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def _joined(folder: str, names: tuple[str, ...]) -> str:
    return "\n".join((WEB / folder / name).read_text(encoding="utf-8") for name in names)


def _policy(scripts: tuple[str, ...], style: str) -> str:
    """A content security policy that allows these scripts and this style, and no request."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
