"""How an open proposal was worded before leaves with whoever worded it. Of those from before, nobody knows who that was."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_earlier_by")]

    operations = [
        migrations.RunSQL(
            "UPDATE decisions_proposal SET earlier = NULL WHERE closed_on IS NULL",
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
