"""Records in the formats of others, a module a format: functions between records and JSON values or text; no files.

`docs/interchange.md` says what each format can hold, with an example of each.
"""
