import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A group chooses by which rule it decides, and two proposals in people's own words can be open at once."""

    dependencies = [("circles", "0001_initial"), ("decisions", "0010_open_by_consent")]

    operations = [
        migrations.CreateModel(
            "Deciding",
            [
                (
                    "circle",
                    models.OneToOneField(
                        "circles.Circle",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                    ),
                ),
                ("rule", models.CharField(max_length=12)),
            ],
        ),
        migrations.RemoveConstraint("proposal", "one_open_proposal_of_a_kind"),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                fields=["circle", "effect"],
                condition=Q(closed_on=None) & ~Q(effect="plain"),
                name="one_open_proposal_of_a_kind",
            ),
        ),
    ]
