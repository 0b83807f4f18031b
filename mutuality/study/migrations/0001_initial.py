import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What groups study together."""

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('rooms', '0007_indexes_that_others_begin_with'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('title', models.BinaryField()),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.circle')),
                ('ending', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rooms.place')),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Made',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('title', models.BinaryField()),
                ('words', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='study.study')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('shows', models.BooleanField(default=False)),
                ('words', models.BinaryField()),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rooms.place')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='study.study')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Maker',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('stays', models.BooleanField(default=False)),
                ('agreed', models.BooleanField(default=False)),
                ('made', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='makers', to='study.made')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rooms.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('made', 'place'), name='one_part_in_a_text')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('reads', models.BinaryField(null=True)),
                ('note', models.BinaryField(null=True)),
                ('entry', models.CharField(max_length=100)),
                ('on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
                ('opens', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rooms.place')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='study.study')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('study', 'number'), name='one_session_a_number')],
            },
        ),
    ]
