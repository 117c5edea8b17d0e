from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("collection", "0007_several_ways")]

    operations = [
        migrations.AddField("person", "said_no", models.BooleanField(default=False, editable=False)),
        migrations.AddField("person", "double", models.BooleanField(default=False, editable=False)),
        migrations.RemoveConstraint("person", "one_email_a_wave"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                fields=["project", "wave", "email"],
                condition=~Q(email="") & Q(double=False),
                name="one_email_a_wave",
            ),
        ),
    ]
