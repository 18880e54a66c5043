"""A guide of a team is drafted, tried and published from a day on; those there are in force."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def publish_what_there_is(apps, schema_editor):
    """Every guide so far counted from the moment it was written."""
    for row in apps.get_model("desk", "TeamGuide").objects.all().iterator():
        row.standing, row.valid_from, row.published_at = "published", row.at.date(), row.at
        row.save(update_fields=["standing", "valid_from", "published_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0009_mail_outcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="teamguide",
            name="standing",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("published", "published"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="teamguide",
            name="valid_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="teamguide",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="teamguide",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="teamguide",
            name="because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunPython(publish_what_there_is, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="teamguide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", "draft")),
                fields=("team",),
                name="one_guide_draft_per_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamguide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "published"), _negated=True),
                    models.Q(("published_at__isnull", False), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="published_guide_has_a_day",
            ),
        ),
    ]
