sed -i 's/watts/power/' docs/lamps.md
docgen check    # DG701
docgen generate
