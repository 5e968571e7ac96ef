"""Foreign formats, one file or folder each: equipment lists as CSV. Read `equipment_csv/__init__.py`.

A file turns records into bytes and foreign files into records; it opens no window, solves nothing and knows no storage.
May import kinds and scene. Every refusal is one line with file, line, column and reason; nothing of a bad file is used.
"""
