mkdir docs/house
mv docs/rooms.md docs/house/
docgen check    # DG702
docgen generate
