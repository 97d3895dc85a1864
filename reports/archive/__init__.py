"""The whole portfolio as a ZIP that opens without us, and the same archive coming in somewhere else."""

FORMAT = "waymark-portfolio"
MAJOR, MINOR = 1, 1
VERSION = f"{MAJOR}.{MINOR}"
# What every archive holds besides its files. The manifest, where there is one, is added last.
PORTFOLIO, PAGE, STYLE, SHOWCASE = "portfolio.json", "index.html", "style.css", "showcase.pdf"
FILES = "files/"
