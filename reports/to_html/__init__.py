"""report.html, for a reader who decides and does not program."""

from reports.to_html.document import write as write
