"""Wrong codes are counted by caller, in memory alone: no address of anybody who answers reaches a database or a log (B6)."""

from __future__ import annotations

import hmac
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes

from samspill_web.kernel import clock

AT_MOST = 60
"""Wrong codes of a caller within ``WHILE`` that are answered. A town hall may share one address, and people err."""

WHILE = timedelta(minutes=10)
CALLERS = 100_000


class WrongCodes:
    """Counts of one process. The names of callers are hashed with a secret that lives as long as the counts."""

    def __init__(self) -> None:
        self.forget()

    def too_many(self, caller: str) -> bool:
        """Count a wrong code of a caller; tell whether it is one too many. Right codes are never held up."""
        now = clock.now()
        if not self._since <= now < self._since + WHILE or len(self._counts) >= CALLERS:
            self._begin(now)
        name = hmac.new(self._secret, caller.encode(), sha256).digest()
        self._counts[name] += 1
        return self._counts[name] > AT_MOST

    def forget(self) -> None:
        """Forget everybody."""
        self._begin(datetime.fromtimestamp(0, UTC))

    def _begin(self, now: datetime) -> None:
        self._since, self._secret = now, token_bytes(32)
        self._counts: Counter[bytes] = Counter()


wrong_codes = WrongCodes()
