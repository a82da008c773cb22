"""The stages run: as a whole, in part, in several processes, and again after an edit.

In: the configuration of an API. Out: everything that its commands write or print.
May import: all but cli.
"""
