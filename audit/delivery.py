"""Sends messages to wherever people read them, through apprise: chat, mail, telephone, webhooks.

The addresses hold passwords, so they come from the environment and are never repeated.
"""

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.notices import Notice

SECONDS = 10
"""For one service."""
_ASSET: Mapping[str, Any] = {
    "app_id": "Care Audit",
    "app_desc": "Care Audit",
    "app_url": "",
    "service_timeout": SECONDS,
    "allow_templates": False,
    "interpret_escapes": False,
}
"""What apprise is told of the sender, and that texts hold nothing to be worked out."""


def addresses(variable: str) -> tuple[str, ...]:
    """Give the addresses that an environment variable holds, with blanks between them."""
    return tuple(os.environ.get(variable, "").split())


def deliver(notice: Notice, to: Sequence[str]) -> Iterator[str]:
    """Send a message to each address; yields a sentence for each that it did not reach."""
    for number, each in enumerate(to, 1):
        problem = _send(notice, each, f"address {number}")
        if problem:
            yield problem


def _send(notice: Notice, to: str, name: str) -> str:
    """Send a message to one address, and say what went wrong; nothing where it arrived."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # apprise's plugins warn about their own imports
            import apprise  # a third of a second, needed only where there is something to send

            # It would write to the terminal, and perhaps more of an address than it should.
            apprise.logger.propagate = False
            apprise.logger.addHandler(logging.NullHandler())
            service = apprise.Apprise(asset=apprise.AppriseAsset(**_ASSET))
            if not service.add(to):
                return f"the message was not sent to {name}: https://appriseit.com has no such"
            name += f" ({service[0].service_name})"
            sent = service.notify(
                notice.body,
                title=notice.title,
                notify_type=apprise.NotifyType.WARNING
                if notice.urgent
                else apprise.NotifyType.INFO,
                body_format=apprise.NotifyFormat.TEXT,
            )
    except Exception as problem:  # whatever the plugins of 130 services raise: a run goes on
        return f"the message did not reach {name}: {type(problem).__name__}"
    return "" if sent else f"the message did not reach {name}"
