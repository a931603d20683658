"""audit.yaml: what it may say, read into frozen objects or refused with every mistake in it."""

from audit.config.file import load as load
from audit.config.json_schema import schema as schema
from audit.config.settings import Axe as Axe
from audit.config.settings import Browser as Browser
from audit.config.settings import Config as Config
from audit.config.settings import ConfigError as ConfigError
from audit.config.settings import Conformance as Conformance
from audit.config.settings import Duty as Duty
from audit.config.settings import Gate as Gate
from audit.config.settings import History as History
from audit.config.settings import Images as Images
from audit.config.settings import Links as Links
from audit.config.settings import Notify as Notify
from audit.config.settings import Precision as Precision
from audit.config.settings import Reports as Reports
from audit.config.settings import RuleSetting as RuleSetting
from audit.config.settings import Section as Section
from audit.config.settings import Site as Site
from audit.config.settings import Waiver as Waiver
from audit.config.template import render_template as render_template
