from datetime import UTC, datetime, time, timedelta

from django.db import migrations, models

_MANY = 1000
_DAY = timedelta(days=1)


def count_hours(apps, schema_editor):
    """Words go so many times 24 hours after they were said, titles at the end of their last day: none of them earlier."""
    word, topic = apps.get_model("rooms", "Word"), apps.get_model("rooms", "Topic")
    alias = schema_editor.connection.alias
    _fill(word.objects.using(alias), ("said_at", "ends_on"), _end_of_word)
    _fill(topic.objects.using(alias), ("ends_on",), lambda row: datetime.combine(row.ends_on + _DAY, time.min, UTC))


def _end_of_word(row):
    # What is kept of the moment is rounded down by up to five minutes.
    return row.said_at + timedelta(minutes=5) + (row.ends_on - row.said_at.astimezone(UTC).date())


def _fill(found, parts, end):
    rows = []
    for row in found.only("pk", *parts).iterator(chunk_size=_MANY):
        row.ends_at = end(row)
        rows.append(row)
        if len(rows) == _MANY:
            found.bulk_update(rows, ["ends_at"])
            rows = []
    found.bulk_update(rows, ["ends_at"])


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_rights_of_a_room")]

    operations = [
        migrations.AddField("topic", "ends_at", models.DateTimeField(null=True)),
        migrations.AddField("word", "ends_at", models.DateTimeField(null=True)),
        migrations.RunPython(count_hours, migrations.RunPython.noop),
    ]
