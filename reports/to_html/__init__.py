"""report.html, for a reader who decides and does not program."""

from reports.to_html.report import write as write
