"""Numbers as the paths of drawings have them."""


def short(number: float) -> str:
    """With two decimals at most and no zeros behind them: a journey has hundreds of numbers."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
