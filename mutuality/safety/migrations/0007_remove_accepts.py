from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("safety", "0006_answers")]

    operations = [
        migrations.RemoveField("rewordingvoice", "accepts"),
    ]
