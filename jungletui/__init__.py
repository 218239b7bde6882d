"""JungleTUI: what exchange API keys can do, and what the accounts behind them hold."""

__version__ = "0.1.0"
