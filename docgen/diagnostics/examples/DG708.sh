sed -i 's/watts/power/' docs/lamps.md
docgen check    # DG708
docgen generate
