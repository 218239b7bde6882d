"""What the reading methods of ccxt send, exchange by exchange, and what was decided about it."""
