"""One module a command, `run(options) -> exit code`.

May import: all.
"""
