"""Beginning and ending a circle. Both are part of what the app that owns its kind does."""

from datetime import datetime

from mutuality.circles.models import Circle
from mutuality.kit.locks import operation


@operation
def begin(*, kind: str, now: datetime) -> Circle:
    """Begin a circle of this kind."""
    return Circle.objects.create(kind=kind, begun_on=now.date())


@operation
def end(circle_id: str, *, now: datetime) -> None:
    """End a circle, with all that its people hold together: every row that points to it goes, keys first."""
    Circle.objects.filter(pk=circle_id).delete()
