"""New tables made at once by a migration."""

from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class NewTables(Operation):
    """Make several tables, whole, with what the same migration adds to them: fields, indexes, constraints.

    Taken one by one, each of these operations draws anew every model that is tied to the one that changes, which is
    nearly all of them here: making an empty database took 24 seconds, 20 of them for that. Together, the models are
    drawn once. `operations` may only create models and change those that they create.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[Any]) -> None:
        self.operations = operations
        made = {one.name_lower for one in self._made()}
        others = [one for one in operations if not isinstance(one, CreateModel)]
        assert all(one.model_name_lower in made for one in others), "only of the tables that are made here"

    def _made(self) -> list[CreateModel]:
        return [one for one in self.operations if isinstance(one, CreateModel)]

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # drawn once, when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in self._made():
            model = to_state.apps.get_model(app_label, one.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for one in reversed(self._made()):
            model = from_state.apps.get_model(app_label, one.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return "Make the tables " + ", ".join(one.name for one in self._made())
