touch src/shop/notes.py
docgen check    # DG707
mv src/shop/notes.py src/    # or nothing
