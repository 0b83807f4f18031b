from datetime import UTC, datetime, timedelta

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Greatest


def by_consent(apps, schema_editor):
    """What is open is decided by consent from now on. Those who were silent so far have a whole week for it."""
    today = datetime.now(UTC).date()
    proposals = apps.get_model("decisions", "Proposal").objects.using(schema_editor.connection.alias)
    proposals.filter(by_itself=False).update(opener=F("author"))
    proposals.update(worded_on=F("opened_on"), seen_on=today)
    still = proposals.filter(closed_on=None, until__gte=today)
    still.update(kind="consent", worded_on=today, until=Greatest(F("until"), today + timedelta(days=7)))


def by_all(apps, schema_editor):
    proposals = apps.get_model("decisions", "Proposal").objects.using(schema_editor.connection.alias)
    proposals.filter(closed_on=None).update(kind="all")


class Migration(migrations.Migration):
    """What is open is decided by consent from now on. A change of its own: PostgreSQL makes no index beside it."""

    dependencies = [("decisions", "0009_consent")]

    operations = [migrations.RunPython(by_consent, by_all)]
