touch src/shop/requests/halls.py
sed 's/room/hall/; s/Room/Hall/' docs/rooms.md > docs/halls.md
docgen check    # DG706
mv src/shop/requests/halls.py src/
docgen generate
