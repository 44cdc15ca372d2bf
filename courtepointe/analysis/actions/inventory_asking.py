"""Ask all the organisations at once what they offer, remind those that have not answered, close and open again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, links, mail
from courtepointe.analysis.actions.inventory_letters import letter
from courtepointe.analysis.models import Inventory
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused

PURPOSE = "inventory"  # of the personal links, and of the mail that gives them
REMINDER = "inventory-reminder"
APART = dt.timedelta(days=7)  # between two reminders
FURTHEST = dt.timedelta(days=366)
OPEN_AFTER = 60  # days after the date wanted, for the links

history.declare(
    {
        "inventories.asked": gettext_lazy(
            "%(who)s asked what organisations offer to children and families (organisations: %(count)s)."
        ),
        "inventories.reminded": gettext_lazy(
            "%(who)s reminded the organisations that had not handed in their services (organisations: %(count)s)."
        ),
        "inventories.closed": gettext_lazy("%(who)s closed the list of services."),
        "inventories.reopened": gettext_lazy("%(who)s opened the list of services again."),
    }
)


@transaction.atomic
def hand_out(process: Process, *, by: Member, due_on: dt.date) -> int:
    """Ask every organisation that was not asked yet, and write to its people; say how many organisations.

    Raises Refused when the day has passed or is too far, or when all were asked already.
    """
    today = clock.today(process.coalition.timezone)
    if due_on < today:
        raise Refused(_("This day has passed: choose a later one."))
    if due_on > today + FURTHEST:
        raise Refused(_("This day is far away: choose one within a year."))
    _lock(process)
    there = {row.organisation_id: row for row in process.inventories.all()}
    organisations = process.coalition.organisations.present()
    new = [one for one in organisations if one.pk not in there]
    Inventory.objects.bulk_create(
        Inventory(coalition_id=process.coalition_id, process=process, organisation=one) for one in new
    )
    rows = list(
        process.inventories.filter(organisation__removed_at=None, asked_at=None, due_on=None).select_related(
            "organisation"
        )
    )
    if not rows:
        raise Refused(_("All the organisations were asked already."))
    keys = [row.pk for row in rows]
    process.inventories.filter(pk__in=keys).update(asked_at=clock.now(), due_on=due_on)
    for row in rows:
        row.due_on = due_on
    history.record(process, "inventories.asked", by=by, count=len(rows))
    _write_to(process, rows, PURPOSE, by=by)
    return len(rows)


@transaction.atomic
def remind(process: Process, *, by: Member) -> int:
    """Write once more to the organisations that have not handed in; say how many.

    Those reminded within the week are left alone. Raises Refused when nobody is left to remind.
    """
    _lock(process)
    waiting = process.inventories.filter(
        asked_at__isnull=False, handed_in_at=None, organisation__removed_at=None
    ).select_related("organisation")
    rows = list(waiting.filter(Q(reminded_at=None) | Q(reminded_at__lte=clock.now() - APART)))
    if not rows:
        raise Refused(
            _("They were reminded less than a week ago.") if waiting.exists() else _("All have handed in: thank them!")
        )
    process.inventories.filter(pk__in=[row.pk for row in rows]).update(reminded_at=clock.now())
    history.record(process, "inventories.reminded", by=by, count=len(rows))
    _write_to(process, rows, REMINDER, by=by)
    return len(rows)


@transaction.atomic
def close(process: Process, *, by: Member) -> None:
    """Organisations change nothing any more; whoever steers still may, for them. `reopen` undoes it."""
    _lock(process)
    if process.inventories.filter(asked_at__isnull=False).update(asked_at=None):
        history.record(process, "inventories.closed", by=by)


@transaction.atomic
def reopen(process: Process, *, by: Member) -> None:
    """Those that were asked may write again. Nothing is sent."""
    _lock(process)
    if process.inventories.filter(asked_at=None, due_on__isnull=False).update(asked_at=clock.now()):
        history.record(process, "inventories.reopened", by=by)


def address_for(inventory: Inventory, member: Member) -> str:
    """Where a member of the organisation fills it, without signing in. Opens the link if it is not given yet."""
    day = max(inventory.due_on or clock.today(), clock.today()) + dt.timedelta(days=OPEN_AFTER)
    until = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    secret = links.same(member, PURPOSE, inventory.uid, until=until)
    return settings.BASE_URL + reverse("inventory-link", kwargs={"secret": secret})


def give_addresses(inventory: Inventory) -> int:
    """Open the personal links of the people of an organisation, to be given on paper or by telephone; say how many."""
    people = people_of([inventory])[inventory.organisation_id]
    for person in people:
        address_for(inventory, person)
    return len(people)


def given_addresses(inventory: Inventory) -> list[tuple[str, str]]:
    """The personal addresses that are open, with the names of their people. Opens none."""
    people = people_of([inventory])[inventory.organisation_id]
    given = [person for person in people if links.is_given(person, PURPOSE, inventory.uid)]
    return [(person.name, address_for(inventory, person)) for person in given]


def people_of(inventories: Iterable[Inventory]) -> dict[int, list[Member]]:
    """The present members of each organisation, by its key."""
    keys: Collection[int] = {row.organisation_id for row in inventories}
    found: dict[int, list[Member]] = defaultdict(list)
    members = Member.objects.filter(organisation_id__in=keys, left_at=None).order_by("sort_key")
    for member in members.select_related("person"):
        if member.organisation_id is not None:
            found[member.organisation_id].append(member)
    return found


def _write_to(process: Process, rows: list[Inventory], purpose: str, *, by: Member) -> None:
    """A message to each person of these organisations who has an address. One a day at most, whatever happens."""
    people = people_of(rows)
    for row in rows:
        for person in people[row.organisation_id]:
            if not person.email:
                continue
            words = letter(row, person, process.coalition.name, address_for(row, person), purpose == REMINDER, by.name)
            mail.queue(
                purpose=purpose,
                thing_uid=row.uid,
                thing_version=clock.today().toordinal(),
                recipient=person.email,
                recipient_name=person.name,
                subject=words.subject,
                body=words.body,
                coalition=process.coalition,
                member=person,
            )


def _lock(process: Process) -> None:
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
