"""The pages of the portfolio, by noun."""
