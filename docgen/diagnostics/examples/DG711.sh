rm docgen.lock
sed -i 's/watts/power/' docs/lamps.md
docgen check    # DG711
docgen generate
