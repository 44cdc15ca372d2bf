"""What a coalition changed from one cycle to the next: its two sheets, row by row. No database."""

from dataclasses import dataclass, field

from courtepointe.meetings.queries.sheet import Sheet, SheetLine, SheetRow

THEN, NOW = "then", "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row of Outil 2 in both cycles: numbers of meetings, objectives that came, left or were said otherwise."""

    label: str
    stage: str
    before: int
    after: int
    done_before: str = ""  # THEN or NOW: the cycle that began later than this stage
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    reworded: list[tuple[str, str]] = field(default_factory=list)
    new_meetings: list[str] = field(default_factory=list)
    gone_meetings: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        found = (self.added, self.dropped, self.reworded, self.new_meetings, self.gone_meetings)
        return not self.done_before and (self.before != self.after or any(found))


def compare_sheets(before: Sheet, after: Sheet) -> list[RowChange]:
    """Row by row, in the order of the paper; a row where nothing changed is there as well."""
    return [_row(old, new) for old, new in zip(before.rows, after.rows, strict=True)]


def _row(old: SheetRow, new: SheetRow) -> RowChange:
    done_before = THEN if old.earlier and not old.active else NOW if new.earlier and not new.active else ""
    if done_before:
        label, stage = str(new.method.label), new.stage
        return RowChange(
            label=label, stage=stage, before=len(old.active), after=len(new.active), done_before=done_before
        )
    then, now = _carried(old), _carried(new)
    own_then, own_now = _own_meetings(old), _own_meetings(new)
    return RowChange(
        label=str(new.method.label),
        stage=new.stage,
        before=len(old.active),
        after=len(new.active),
        added=[line.text for key, line in now.items() if key not in then],
        dropped=[line.text for key, line in then.items() if key not in now],
        reworded=[
            (then[key].text, line.text) for key, line in now.items() if key in then and then[key].text != line.text
        ],
        new_meetings=[title for title in own_now if title not in own_then],
        gone_meetings=[title for title in own_then if title not in own_now],
    )


def _carried(row: SheetRow) -> dict[str, SheetLine]:
    """The objectives that meetings carry: the method's by slug, one's own by its words."""
    return {line.method.slug if line.method else line.text: line for line in row.lines if line.carriers}


def _own_meetings(row: SheetRow) -> list[str]:
    return [meeting.title for meeting in row.active if not meeting.template]
