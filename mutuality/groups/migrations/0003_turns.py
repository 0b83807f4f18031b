from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_our_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='group',
            name='turns',
            field=models.BinaryField(null=True),
        ),
    ]
