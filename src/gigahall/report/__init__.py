"""Reports: a solved scene as a PDF or as one HTML file, both from the same tables.

`page.py` says what a report is made of (pure data), `case.py` reads a solved scene, `tables.py`, `limits.py`, `outages.py`,
`balance.py` and `sources.py` turn it into tables, `charts.py` draws plots as SVG, `report.py` puts them in order, `pdf.py`
and `html.py` set the same page with typst and jinja2. Pictures come from outside; this layer knows no 3D and no window.
May import session and everything below. Read `page.py`, then `report.py`.

Decided: text from a scene never becomes markup. typst reads it as data (JSON) and prints strings, jinja2 escapes it.
"""
