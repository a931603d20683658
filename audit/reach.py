"""Whether the browsers can come to the targets: those of a Grid elsewhere see another machine."""

from ipaddress import ip_address

from audit import urls
from audit.addresses import is_ip
from audit.config import Config, ConfigError
from audit.scope import is_address
from audit.text import plain


def check_reach(config: Config) -> None:
    """Raise ConfigError for a target on this machine alone, where the browsers are on others.

    A Grid that does not answer is not judged here: a run goes on without its browsers.
    """
    private = [target for target in config.site.start if _is_private(target)]
    if not (private and config.browser.enabled and config.browser.grid):
        return
    # Imported here: few runs use a Grid, and Selenium takes half a second.
    from audit.browser import BrowserMissing, Grid

    grid = Grid(config.browser.grid)
    try:
        if grid.is_here():
            return
    except BrowserMissing:
        return
    raise ConfigError(
        f"{plain(private[0])!r} is on this machine, and browsers of the Grid at {grid.address} on "
        "another, which cannot reach it; leave browser.grid out, or name a server that they reach"
    )


def _is_private(target: str) -> bool:
    """Say whether a target is a file, or an address that means each machine itself."""
    name = urls.host(target).strip("[]")
    return (
        not is_address(target)
        or name == "localhost"
        or name.endswith(".localhost")  # RFC 6761, 6.3.
        or (is_ip(name) and ip_address(name).is_loopback)
    )
