import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0006_pronouns'),
        ('sheets', '0002_held_together'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='yes', name='one_yes_a_wording'),
        migrations.RenameModel(old_name='Yes', new_name='Asked'),
        # Each row there was is a yes; from now on there is one for everyone who is asked.
        migrations.AddField(
            model_name='asked',
            name='agrees',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='asked',
            name='agrees',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='asked',
            name='wording',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='asked', to='sheets.wording'
            ),
        ),
        migrations.AddConstraint(
            model_name='asked',
            constraint=models.UniqueConstraint(fields=('wording', 'place'), name='asked_once_of_a_wording'),
        ),
    ]
