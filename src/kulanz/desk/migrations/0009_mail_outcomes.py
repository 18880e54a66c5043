"""What each message from outside has become, and the line under which it is listed."""

from django.db import migrations, models
from django.db.models import Exists, Min, OuterRef, Subquery

OUTCOMES = ("case", "reply", "bounce", "auto_reply", "quarantine", "duplicate", "own")
SOURCES = ("mail", "upload", "webform", "statuspage", "import")


def name_outcomes(apps, schema_editor):
    """From what is known of the messages read so far; what waits stays without."""
    raws = apps.get_model("desk", "RawMessage").objects
    contacts = apps.get_model("desk", "Contact").objects
    events = apps.get_model("desk", "Event").objects
    raws.filter(state="quarantined").update(outcome="quarantine")
    raws.filter(state="duplicate").update(outcome="duplicate")
    nowhere = raws.filter(state="read", contact=None)
    nowhere.filter(problem="").update(outcome="duplicate")  # the same words on the status page
    nowhere.filter(problem="own_mail").update(outcome="own")
    nowhere.filter(problem="bounce").update(outcome="bounce")
    nowhere.filter(outcome="").update(outcome="auto_reply")
    first = contacts.filter(case=OuterRef("case")).order_by().values("case")
    opened = contacts.filter(pk=Subquery(first.annotate(first=Min("pk")).values("first")))
    read = raws.filter(state="read", outcome="")
    read.filter(pk__in=contacts.filter(direction="out").values("raw")).update(outcome="own")
    read.filter(pk__in=opened.values("raw")).update(outcome="case")
    for bounce in events.filter(kind="mail.bounced", values__has_key="contact").iterator():
        read.filter(contact__pk=bounce.values["contact"]).update(outcome="bounce")
    automatic = contacts.filter(automatic=True).values("raw")
    read.filter(pk__in=automatic).update(outcome="auto_reply")
    read.update(outcome="reply")


def name_senders(apps, schema_editor):
    """Of those that are contacts; the others are named when they are read again."""
    raws = apps.get_model("desk", "RawMessage").objects
    contact = apps.get_model("desk", "Contact").objects.filter(raw=OuterRef("pk"))
    raws.filter(Exists(contact)).update(
        sender=Subquery(contact.values("sender")[:1]),
        subject=Subquery(contact.values("subject")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_outbox_unsure")]

    operations = [
        migrations.AddField(
            model_name="rawmessage",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[(one, one) for one in OUTCOMES],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rawmessage",
            name="sender",
            field=models.CharField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rawmessage",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="rawmessage",
            name="source",
            field=models.CharField(choices=[(one, one) for one in SOURCES], max_length=12),
        ),
        migrations.AddIndex(
            model_name="rawmessage",
            index=models.Index(fields=["outcome", "id"], name="raw_by_outcome"),
        ),
        migrations.RunPython(name_outcomes, migrations.RunPython.noop),
        migrations.RunPython(name_senders, migrations.RunPython.noop),
    ]
