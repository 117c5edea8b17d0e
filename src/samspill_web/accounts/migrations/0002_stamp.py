from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import samspill_web.accounts.models


def make_table_of_cache(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "user", "stamp", models.CharField(default=samspill_web.accounts.models.fresh_stamp, editable=False, max_length=32)
        ),
        migrations.RunPython(make_table_of_cache, migrations.RunPython.noop, elidable=False),
    ]
