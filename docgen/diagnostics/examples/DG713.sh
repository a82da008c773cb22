sed 's/room/hall/; s/Room/Hall/' docs/rooms.md > docs/halls.md
docgen check    # DG713
docgen generate
