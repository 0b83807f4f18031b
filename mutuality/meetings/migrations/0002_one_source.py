from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='series',
            name='times',
        ),
        migrations.AlterField(
            model_name='turn',
            name='role',
            field=models.CharField(max_length=16),
        ),
    ]
