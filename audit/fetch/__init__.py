"""One address to one answer over HTTP, inside every limit, with robots.txt obeyed."""

from audit.fetch.answer import Answer as Answer
from audit.fetch.fetcher import Fetcher as Fetcher
from audit.fetch.robots import RobotsFile as RobotsFile
from audit.fetch.validators import Validators as Validators
