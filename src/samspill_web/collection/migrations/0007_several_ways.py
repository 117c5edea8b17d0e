from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def take_the_mark(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """There was one way in for each person: its mark tells them apart as well."""
    apps.get_model("collection", "Spent").objects.update(whose=F("mark"))


class Migration(migrations.Migration):
    dependencies = [("collection", "0006_bag_reason")]

    operations = [
        migrations.AddField("person", "turn", models.PositiveSmallIntegerField(default=0, editable=False)),
        migrations.AddField("spent", "whose", models.CharField(max_length=64, unique=True, null=True, blank=True)),
        migrations.RunPython(take_the_mark, migrations.RunPython.noop),
    ]
