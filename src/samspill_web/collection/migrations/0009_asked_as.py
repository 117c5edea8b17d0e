from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0008_said_no_and_double")]

    operations = [migrations.AddField("person", "asked_as", models.UUIDField(null=True, editable=False))]
