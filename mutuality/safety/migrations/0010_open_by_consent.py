from datetime import UTC, datetime, timedelta

from django.db import migrations


def by_consent(apps, schema_editor):
    """What is open is decided by consent from now on. Those who were silent so far have two whole weeks for it."""
    today = datetime.now(UTC).date()
    rewordings = apps.get_model("safety", "Rewording").objects.using(schema_editor.connection.alias)
    rewordings.filter(until__gte=today).update(
        opened_on=today, worded_on=today, seen_on=today, until=today + timedelta(days=14)
    )
    rewordings.filter(until__lt=today).delete()


class Migration(migrations.Migration):
    """Other limits that are open are decided by consent from now on. A change of its own: PostgreSQL makes no index beside it."""

    dependencies = [("safety", "0009_consent")]

    operations = [migrations.RunPython(by_consent, migrations.RunPython.noop)]
