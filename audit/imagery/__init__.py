"""Looks at images: what a picture shows, beside what a page says of it.

Reads bytes, never judges. Everything in an image is hostile; each is looked at once.
"""

from audit.imagery.imagery import Imagery as Imagery
from audit.imagery.imagery import is_wanted as is_wanted
from audit.imagery.imagery import look_at as look_at
