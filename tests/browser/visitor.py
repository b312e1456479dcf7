"""Opening a page file with nothing else within reach, and keeping what goes wrong.

The file itself is all that the browser is given. Whatever else the page asks for is
aborted and kept as a problem, and so are errors on the console, exceptions, dialogs and
new windows. ``blob:`` and ``data:`` addresses are the page's own memory, not requests.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Dialog,
        Page,
        Request,
        Route,
        WebSocketRoute,
    )

#: Window sizes that people have: a laptop and a phone.
DESK, PHONE = (1440, 900), (390, 844)
_OWN = ("blob:", "data:", "about:")


class Visitor:
    """Opens pages as files of a folder; :attr:`problems` is what they did that they must not."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        html: str,
        fragment: str = "",
        *,
        size: tuple[int, int] = DESK,
        dark: bool = False,
        still: bool = True,
    ) -> Page:
        """A page, loaded from its file; ``still`` asks it for reduced motion."""
        file = self.folder / "page.html"
        file.write_text(html, encoding="utf-8", newline="")
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            accept_downloads=True,
            offline=True,
        )
        self._contexts.append(context)
        address = file.resolve().as_uri()
        context.route("**/*", lambda route: self._routed(route, address))
        context.route_web_socket("**/*", self._socket)
        page = context.new_page()
        self._watch(page, address)
        context.on("page", lambda other: self.problems.append(f"a new window: {other.url}"))
        page.goto(address + (f"#{fragment}" if fragment else ""))
        return page

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _watch(self, page: Page, address: str) -> None:
        def requested(request: Request) -> None:
            if not self._allowed(request, address):
                self.problems.append(f"a request: {request.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning", "assert"):
                self.problems.append(f"console {message.type}: {message.text}")

        def asked(dialog: Dialog) -> None:
            self.problems.append(f"a dialog: {dialog.message}")
            dialog.dismiss()

        page.on("request", requested)
        page.on("console", said)
        page.on("dialog", asked)
        page.on("pageerror", lambda error: self.problems.append(f"an exception: {error}"))

    @staticmethod
    def _allowed(request: Request, address: str) -> bool:
        return request.url.partition("#")[0] == address or request.url.startswith(_OWN)

    def _routed(self, route: Route, address: str) -> None:
        if self._allowed(route.request, address):
            route.continue_()
        else:
            route.abort()

    def _socket(self, socket: WebSocketRoute) -> None:
        self.problems.append(f"a socket: {socket.url}")
        socket.close()
