"""Coalitions, their organisations, and the people who sit in them."""

import datetime as dt
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from courtepointe import access, clock
from courtepointe.i18n import sort_key
from courtepointe.rows import Identified, Present, Removable, Versioned


class People(BaseUserManager["Person"]):
    """Accounts; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **extra: object) -> "Person":
        person = self.model(email=email.strip().lower(), name=name.strip(), **extra)
        person.set_password(password)  # None: unusable, the person signs in by code or passkey
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, Identified):
    """Somebody who can sign in. What they are in a coalition is a `Member`."""

    code = "person"

    LANGUAGES: ClassVar = [("fr-ca", "Français"), ("en", "English")]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="fr-ca")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    second_factor_at = models.DateTimeField(null=True, blank=True)
    may_open = models.BooleanField(default=False)  # a coalition, where settings.SIGN_UP is "invited"
    sign_outs = models.PositiveIntegerField(default=0)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions hold this hash: it changes with the password, and when the person signs out everywhere."""
        value = f"{self.password}:{self.sign_outs}"
        return salted_hmac("courtepointe.session", value, secret=secret, algorithm="sha256").hexdigest()


class Colour(models.TextChoices):
    """The cloth of a coalition: names of the palette in `web/styles/tokens.css`."""

    BERRY = "berry", _("Berry")
    FIR = "fir", _("Fir")
    RIVER = "river", _("River")
    AMBER = "amber", _("Amber")
    PLUM = "plum", _("Plum")
    BRICK = "brick", _("Brick")
    MOSS = "moss", _("Moss")
    SLATE = "slate", _("Slate")


def week_of(moment: dt.datetime) -> int:
    """A week by its year and number (ISO 8601): 202648. Weeks follow each other as whole numbers do."""
    year, week, _day = moment.isocalendar()
    return year * 100 + week


def this_week() -> int:
    """The week it is in Montréal: a coalition that opens is told of the next ones."""
    return week_of(clock.now().astimezone(clock.MONTREAL))


class Coalition(Identified, Versioned):
    """A local coalition (regroupement). It is the tenant: every other row carries it."""

    code = "coalition"

    name = models.CharField(max_length=200)
    opened_on = models.DateField(default=clock.today)
    territory = models.CharField(max_length=200, blank=True)
    trustee = models.ForeignKey("Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    privacy_name = models.CharField(max_length=200, blank=True)
    privacy_title = models.CharField(max_length=200, blank=True)
    privacy_email = models.EmailField(blank=True)
    privacy_phone = models.CharField(max_length=40, blank=True)
    privacy_public = models.BooleanField(default=False)  # whether anybody may read who answers, and the policy
    language = models.CharField(max_length=5, choices=Person.LANGUAGES, default="fr-ca")
    colour = models.CharField(max_length=10, choices=Colour.choices, default=Colour.BERRY)
    fourth_system = models.BooleanField(default=False)
    zone = models.CharField(max_length=40, default="America/Toronto")
    digest_day = models.PositiveSmallIntegerField(  # 0 is Monday; empty: no summary of the week
        null=True, blank=True, default=0, validators=[MaxValueValidator(6)]
    )
    digest_week = models.PositiveIntegerField(default=this_week, editable=False)  # the last week that was told
    method_version = models.PositiveIntegerField(default=0)  # one more for each act on `MethodChange`
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "coalition"

    def __str__(self) -> str:
        return self.name

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Kind(models.TextChoices):
    """What an organisation is."""

    CPE = "cpe", _("Childcare centre (CPE)")
    CHILDCARE = "childcare", _("Other childcare service")
    CHILDCARE_OFFICE = "childcare_office", _("Home childcare coordinating office")
    SCHOOL_CENTRE = "school_centre", _("School service centre or board")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Health and social services (CISSS, CIUSSS)")
    MUNICIPALITY = "municipality", _("Municipality")
    MRC = "mrc", _("Regional county municipality (MRC)")
    FAMILY = "family", _("Family community organisation")
    COMMUNITY = "community", _("Other community organisation")
    LIBRARY = "library", _("Library")
    PARENTS = "parents", _("Parents’ committee")
    REGIONAL = "regional", _("Regional body")
    FUNDER = "funder", _("Funder")
    OTHER = "other", _("Other")


class Sector(models.TextChoices):
    """The world that an organisation speaks for."""

    EARLY_CHILDHOOD = "early_childhood", _("Early childhood education")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health and social services")
    MUNICIPAL = "municipal", _("Municipal")
    COMMUNITY = "community", _("Community")
    CULTURE = "culture", _("Culture, recreation")
    FAMILIES = "families", _("Families and citizens")
    FUNDING = "funding", _("Funding")
    OTHER = "other", _("Other")


SECTOR_OF_KIND = {
    Kind.CPE: Sector.EARLY_CHILDHOOD,
    Kind.CHILDCARE: Sector.EARLY_CHILDHOOD,
    Kind.CHILDCARE_OFFICE: Sector.EARLY_CHILDHOOD,
    Kind.SCHOOL_CENTRE: Sector.EDUCATION,
    Kind.SCHOOL: Sector.EDUCATION,
    Kind.HEALTH: Sector.HEALTH,
    Kind.MUNICIPALITY: Sector.MUNICIPAL,
    Kind.MRC: Sector.MUNICIPAL,
    Kind.FAMILY: Sector.COMMUNITY,
    Kind.COMMUNITY: Sector.COMMUNITY,
    Kind.LIBRARY: Sector.CULTURE,
    Kind.PARENTS: Sector.FAMILIES,
    Kind.REGIONAL: Sector.OTHER,
    Kind.FUNDER: Sector.FUNDING,
    Kind.OTHER: Sector.OTHER,
}


class Organisation(Identified, Removable, Versioned):
    """A partner organisation of one coalition."""

    code = "organisation"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    sector = models.CharField(max_length=20, choices=Sector.choices, default=Sector.OTHER)
    sort_key = models.CharField(max_length=200, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "organisation"
        indexes = [models.Index(fields=["coalition", "sort_key"], name="organisation_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "sort_key"], condition=Q(removed_at=None), name="organisation_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.sort_key = sort_key(self.name)[:200]


class Role(models.TextChoices):
    """What a member may do; `access.py` holds the groups."""

    COORDINATOR = access.COORDINATOR, _("Coordinator")
    FACILITATOR = access.FACILITATOR, _("Facilitator")
    PARTNER = access.PARTNER, _("Partner")
    OBSERVER = access.OBSERVER, _("Observer")
    COMPANION = access.COMPANION, _("Regional companion")


class Contact(models.TextChoices):
    """Work details are public under the law (P-39.1, s. 1); personal ones are protected."""

    PROFESSIONAL = "professional", _("Work contact details")
    PERSONAL = "personal", _("Personal contact details")


class Member(Identified, Versioned):
    """A person's seat in a coalition. Many never sign in: then `person` stays empty.

    Someone who leaves keeps their row (`left_at`): what they did stays theirs by name, their duties go to their
    organisation or to the person it names (`handed_to`).
    """

    code = "member"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=12, choices=Contact.choices, default=Contact.PROFESSIONAL)
    language = models.CharField(max_length=5, choices=Person.LANGUAGES, default="fr-ca")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PARTNER)
    role_since = models.DateTimeField(default=clock.now)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "member"
        indexes = [
            models.Index(fields=["coalition", "sort_key"], name="member_order"),
            models.Index(fields=["person", "coalition"], name="member_seat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "email"],
                condition=Q(left_at=None) & ~Q(email=""),
                name="member_address_once",
            ),
            models.UniqueConstraint(
                fields=["coalition", "person"],
                condition=Q(left_at=None) & Q(person__isnull=False),
                name="member_person_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.sort_key = sort_key(self.name)[:200]
        self.email = self.email.strip().lower()


class Invitation(Identified):
    """An invitation to sign in, sent by e-mail; the secret is a personal link (purpose `invitation`)."""

    code = "invitation"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"
        indexes = [models.Index(fields=["coalition", "member"], name="invitation_of_member")]


class MethodChange(Identified, Versioned):
    """A coalition's own wording over the library: a rename, an addition or a hidden item, by slug.

    The library's source line is always kept beside it.
    """

    code = "method_change"

    class On(models.TextChoices):
        FACTOR = "factor", _("Protective factor")
        SYSTEM = "system", _("System")
        STAGE = "stage", _("Stage")
        CATEGORY = "category", _("Service category")
        CRITERION = "criterion", _("Criterion")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="method_changes")
    kind = models.CharField(max_length=10, choices=On.choices)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    system = models.CharField(max_length=30, blank=True)
    added = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "method_change"
        constraints = [models.UniqueConstraint(fields=["coalition", "kind", "slug"], name="method_change_once")]
