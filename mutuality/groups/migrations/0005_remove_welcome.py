from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_answers")]

    operations = [migrations.RemoveField("knockanswer", "welcome")]
