"""What can go wrong with the browser itself and with the page in it."""


class BrowserError(Exception):
    """The browser cannot be used; the text is a sentence for a reader."""


class BrowserMissing(BrowserError):  # noqa: N818 - the state of a machine, and so it is told
    """There is no browser or no driver; the text says which, and the line that installs it."""


class Gone(BrowserError):  # noqa: N818 - the three below end a wait, they are no error of ours
    """The connection to the browser broke: it crashed, was killed, or closed itself."""


class Overdue(BrowserError):  # noqa: N818
    """Something was not done when its time was over."""


class Refused(BrowserError):  # noqa: N818
    """The browser answered a command with an error."""


class PageFault(Exception):  # noqa: N818 - it carries an outcome
    """A page could not be read; `outcome` is one of `audit.model.OUTCOMES`."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
