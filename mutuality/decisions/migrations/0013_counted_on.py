from django.db import migrations


class Migration(migrations.Migration):
    """The last day that counted for a proposal, by a name that says nothing about a person."""

    dependencies = [("decisions", "0012_in_room")]

    operations = [migrations.RenameField("proposal", "seen_on", "counted_on")]
