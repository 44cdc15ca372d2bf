"""Figures that others published or that the coalition collected: territories, population indicators, their values."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.analysis.models.needs import DataNeed
from courtepointe.coalitions.models import Coalition, Organisation, Person
from courtepointe.rows import Identified, Present, Removable, Versioned


class Territory(Identified, Versioned, Removable):
    """A place that figures or services are about. Territories of different families never add up."""

    code = "territory"

    class Kind(models.TextChoices):
        OWN = "own", _("The coalition’s territory")
        PROVINCE = "province", _("Province")
        REGION = "region", _("Administrative region")
        MRC = "mrc", _("MRC or equivalent territory")
        MUNICIPALITY = "municipality", _("Municipality")
        BOROUGH = "borough", _("Borough")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood or sector")
        RSS = "rss", _("Health region (RSS)")
        RTS = "rts", _("Health network territory (RTS)")
        RLS = "rls", _("Local health network (RLS)")
        CLSC = "clsc", _("CLSC territory")
        SERVICE_CENTRE = "css", _("School service centre")
        SCHOOL = "school", _("School catchment area")
        OTHER = "other", _("Other")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="territories")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.OTHER)
    official_code = models.CharField(max_length=40, blank=True)
    within = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sort_key = models.CharField(max_length=200, editable=False)

    objects = Present.as_manager()

    class Meta:
        db_table = "territory"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "kind", "sort_key"], condition=Q(removed_at=None), name="territory_once"
            ),
            models.UniqueConstraint(
                fields=["coalition"], condition=Q(removed_at=None, kind="own"), name="territory_own_once"
            ),
        ]


class PopulationIndicator(Identified, Versioned, Removable):
    """What is measured of a population: a state of things, for which no single action answers."""

    code = "population_indicator"

    class Measure(models.TextChoices):
        PERCENTAGE = "percentage", _("Percentage")
        RATE = "rate", _("Rate")
        COUNT = "count", _("Number of people or families")
        THINGS = "things", _("Number of places, services or organisations")
        AMOUNT = "amount", _("Amount of money")
        OTHER = "other", _("Other measure")

    class Direction(models.TextChoices):
        NONE = "", _("Neither is better")
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="population_indicators")
    slug = models.CharField(max_length=60, blank=True)  # the code of the source, or one of ours
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True, max_length=2000)
    unit = models.CharField(max_length=40, blank=True)  # as it is written after a value
    measure = models.CharField(max_length=12, choices=Measure.choices, default=Measure.OTHER)
    direction = models.CharField(max_length=4, choices=Direction.choices, blank=True, default="")
    system = models.CharField(max_length=30, blank=True)  # slug in the library; empty: not said yet
    theme = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "population_indicator"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "slug"],
                condition=Q(removed_at=None) & ~Q(slug=""),
                name="population_indicator_once",
            )
        ]


class DataImport(Identified):
    """A file or a pasted table of values: read, checked line by line, then taken in whole, or not at all."""

    code = "data_import"

    class Status(models.TextChoices):
        MATCHING = "matching", _("Columns to match")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Ready")
        DONE = "done", _("Taken in")
        UNDONE = "undone", _("Undone")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="data_imports")
    name = models.CharField(max_length=200)  # of the file, as people know it
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.MATCHING)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)  # for each column of the file, what it holds; "" leaves it aside
    settings = models.JSONField(default=dict)  # what is the same for all lines: unit, period, territory, source
    total = models.PositiveIntegerField(default=0)  # lines in the file
    checked = models.PositiveIntegerField(default=0)  # lines checked so far
    taken = models.PositiveIntegerField(default=0)  # values taken in
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "data_import"
        indexes = [models.Index(fields=["coalition", "-made_at"], name="data_import_latest")]


class ImportLines(models.Model):
    """A handful of the lines of a file that waits, as they were read, with what was found wrong in them."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    data_import = models.ForeignKey(DataImport, on_delete=models.CASCADE, related_name="lines")
    first = models.PositiveIntegerField()  # number of the first line in the file
    cells = models.JSONField(default=list)  # lists of texts
    problems = models.JSONField(default=list)  # [line, column, sentence of the problem, arguments]

    class Meta:
        db_table = "data_import_lines"
        constraints = [models.UniqueConstraint(fields=["data_import", "first"], name="data_import_lines_once")]


class Datum(Identified, Versioned, Removable):
    """One value of an indicator for a territory, a period and a sub-group, with the marks it was published with."""

    code = "datum"

    class State(models.TextChoices):
        VALUE = "", _("A value")
        NOT_AVAILABLE = "not_available", _("Not available")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        NIL = "nil", _("Nil")
        NEGLIGIBLE = "negligible", _("Negligible")
        CONFIDENTIAL = "confidential", _("Confidential")
        UNRELIABLE = "unreliable", _("Too unreliable to be published")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="data")
    indicator = models.ForeignKey(PopulationIndicator, on_delete=models.CASCADE, related_name="data")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="data")
    period = models.CharField(max_length=40)  # as published: 2022, 2022-2023, 2024-05, 2025-03-31
    starts_on = models.DateField()
    ends_on = models.DateField()
    sub_group = models.CharField(max_length=120, blank=True)
    published = models.CharField(max_length=80)  # the cell as it was published or typed
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)  # as published: 10,0 is not 10
    state = models.CharField(max_length=15, choices=State.choices, blank=True, default="")
    caution = models.CharField(max_length=2, blank=True)  # * or **
    letters = models.CharField(max_length=20, blank=True)  # the same letter marks a difference between periods
    revision = models.CharField(max_length=1, blank=True)  # p, r, e
    sign = models.CharField(max_length=1, blank=True)  # + - = against the comparator, as published
    comparator = models.CharField(max_length=120, blank=True)
    low = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)  # of the interval, in per cent
    people = models.PositiveIntegerField(null=True, blank=True)  # numerator, when the coalition counted
    base = models.PositiveIntegerField(null=True, blank=True)  # denominator
    collected = models.BooleanField(default=False)  # by the coalition itself: small numbers are masked
    source = models.CharField(max_length=300, blank=True)
    source_url = models.CharField(max_length=600, blank=True)
    consulted_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=600, blank=True)
    data_import = models.ForeignKey(DataImport, null=True, blank=True, on_delete=models.SET_NULL, related_name="data")
    need = models.ForeignKey(DataNeed, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "datum"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "territory", "starts_on", "ends_on", "sub_group", "source"],
                condition=Q(removed_at=None),
                name="datum_once",
            )
        ]
        indexes = [models.Index(fields=["coalition", "indicator"], name="datum_of_indicator")]


class Material(Identified, Versioned, Removable):
    """What an organisation brought: a consultation, a summary of interviews, a document, a table, an address."""

    code = "material"

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("Consultation")
        INTERVIEWS = "interviews", _("Summary of interviews")
        DOCUMENT = "document", _("Document or study")
        TABLE = "table", _("Table of figures")
        OTHER = "other", _("Other")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="materials")
    need = models.ForeignKey(DataNeed, null=True, blank=True, on_delete=models.SET_NULL, related_name="materials")
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, max_length=20_000)
    address = models.CharField(max_length=600, blank=True)  # of a page elsewhere
    file = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=300, blank=True)  # who asked or wrote, when it is not the organisation
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField(null=True, blank=True)
    public = models.CharField(max_length=200, blank=True)
    heard = models.PositiveIntegerField(null=True, blank=True)  # people
    brought_by_name = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "material"
        indexes = [models.Index(fields=["coalition", "-added_at"], name="material_latest")]
