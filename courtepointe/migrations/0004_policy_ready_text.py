from typing import Any

from django.db import migrations, models


def forget_sums(apps: Any, schema_editor: Any) -> None:
    # A sum says that the text changed, not what did: nothing is said of those until they are saved again.
    apps.get_model("courtepointe", "PolicyVersion").objects.update(ready="")


class Migration(migrations.Migration):
    dependencies = [("courtepointe", "0003_meetings_held_and_personal_information")]

    operations = [
        migrations.AlterField("policyversion", "ready", models.TextField(blank=True)),
        migrations.RunPython(forget_sums, migrations.RunPython.noop),
    ]
