from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0009_asked_as"), ("projects", "0002_deadline")]

    operations = [
        migrations.CreateModel(
            "WaveList",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wave", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveIntegerField(default=0)),
                ("project", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="projects.project")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["project", "wave"], name="one_list_a_wave")]},
        ),
    ]
