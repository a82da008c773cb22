"""The command line: options, selection of APIs, exit codes.

In: arguments. Out: text and an exit code.
May import: all.
"""
