rm docs/rooms.md
docgen check    # DG709
docgen generate
