"""Same problem, same offer: how far the offers lie apart."""
