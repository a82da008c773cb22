"""What every model, request builder and client of this package is made of."""
