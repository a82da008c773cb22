rm src/shop/client.py
docgen check    # DG705
docgen generate
