import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a circle has on a shelf of its own."""

    dependencies = [
        ('circles', '0001_initial'),
        ('rooms', '0007_indexes_that_others_begin_with'),
        ('shelf', '0001_initial'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Helped',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('stays', models.BooleanField(default=False)),
                ('words', models.BinaryField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.circle')),
                ('ending', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rooms.place')),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rooms.place')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OwnText',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('entry', models.CharField(max_length=100)),
                ('title', models.BinaryField()),
                ('note', models.BinaryField(null=True)),
                ('words', models.BinaryField()),
                ('on', models.DateField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.circle')),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HiddenEntry',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('entry', models.CharField(max_length=100)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.circle')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('circle', 'entry'), name='hidden_once_in_a_circle')],
            },
        ),
    ]
