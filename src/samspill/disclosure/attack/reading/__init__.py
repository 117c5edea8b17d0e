"""Reading finished files as an outsider does: numbers about answers, of whom they speak, and how many people stand behind them.

Each format's reader hands on tables and texts; ``interpret`` reads them all the same way. Nothing here knows how a release or a
report is made: only what documentation says, and what the words in a file mean.
"""

from samspill.disclosure.attack.reading.folder import read

__all__ = ["read"]
