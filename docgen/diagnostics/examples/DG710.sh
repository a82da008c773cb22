cp docgen.lock old.lock
sed -i 's/watts/power/' docs/lamps.md
docgen generate
mv old.lock docgen.lock
docgen check    # DG710
docgen generate
