echo 'examples = true' >> docgen.toml
docgen check    # DG703
docgen generate
