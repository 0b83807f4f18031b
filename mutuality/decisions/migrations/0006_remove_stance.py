from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_answers")]

    operations = [migrations.RemoveField("position", "stance")]
