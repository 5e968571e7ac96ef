"""The edits of a document by what they change; actions.py is all of them. Read edits.py first, the only opener of transactions."""
