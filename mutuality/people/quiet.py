"""Quiet hours: between two times of a person's own clocks nothing new is brought before them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """The quiet hours that are going on at a moment, or else the next ones; both ends in UTC."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class QuietHours:
    """From when until when, by the clocks of which zone. Past midnight when they end earlier than they begin."""

    begin: time
    end: time
    zone: str

    def text(self) -> str:
        """As one line, to be sealed."""
        return f"{self.begin:%H:%M} {self.end:%H:%M} {self.zone}"

    def window(self, now: datetime) -> Window:
        """The quiet hours of now, or the next to come. Wall time: they stay where they are when the clocks change."""
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        windows = (self._on(today + _A_DAY * days, zone) for days in (-1, 0, 1, 2))
        return next(window for window in windows if window.ends > now)

    def _on(self, day: date, zone: ZoneInfo) -> Window:
        last = day if self.end > self.begin else day + _A_DAY
        begins, ends = datetime.combine(day, self.begin, zone), datetime.combine(last, self.end, zone)
        return Window(begins.astimezone(UTC), ends.astimezone(UTC))

    def is_now(self, now: datetime) -> bool:
        """Whether it is quiet at this moment."""
        return self.window(now).begins <= now


def read(text: str) -> QuietHours | None:
    """The quiet hours in this line; None for an empty one, or for a zone that nobody's clocks go by any more."""
    begin, _space, rest = text.partition(" ")
    end, _space, zone = rest.partition(" ")
    try:
        ZoneInfo(zone)
        return QuietHours(time.fromisoformat(begin), time.fromisoformat(end), zone)
    except (ValueError, OSError, LookupError):
        return None
