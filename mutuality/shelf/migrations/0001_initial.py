import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What people say about entries of the shelf."""

    initial = True

    dependencies = [
        ('people', '0008_indexes_that_others_begin_with'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('entry', models.CharField(max_length=100, unique=True)),
                ('outcome', models.CharField(max_length=8)),
                ('note', models.BinaryField(null=True)),
                ('on', models.DateField()),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('entry', models.CharField(db_index=True, max_length=100)),
                ('outcome', models.CharField(max_length=8)),
                ('note', models.BinaryField(null=True)),
                ('answers', models.CharField(max_length=200)),
                ('ends_on', models.DateField(db_index=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'author'), name='one_suggestion_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Wrong',
            fields=[
                ('id', models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ('entry', models.CharField(db_index=True, max_length=100)),
                ('line', models.BinaryField()),
                ('mark', models.CharField(max_length=64)),
                ('ends_on', models.DateField(db_index=True)),
                ('key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vault.datakey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'mark'), name='one_line_an_entry')],
            },
        ),
    ]
