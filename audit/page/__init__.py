"""One page as rules see it: parsed once, read off once, never changed.

A page is what a reader gets: what is hidden from those who see and those who hear is marked
hidden and is in none of the collections.
"""

from audit.page.document import Page as Page
