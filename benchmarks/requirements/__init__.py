"""How well requirements and the phrases behind them are found."""
