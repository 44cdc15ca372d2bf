"""Personal links: a page that one person may open without an account. Only the hash of the secret is stored.

No GET changes state: mail scanners open links, so a link opens a page with one button.
"""

import base64
import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.crypto import salted_hmac

from courtepointe import clock
from courtepointe.rows import Identified


class Link(Identified):
    """A secret given to one member for one purpose on one thing."""

    coalition = models.ForeignKey("courtepointe.Coalition", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("courtepointe.Member", on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=30)
    thing_uid = models.UUIDField()
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "personal_link"
        indexes = [models.Index(fields=["coalition", "purpose", "thing_uid"], name="link_of_thing")]

    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()


def give(member: models.Model, purpose: str, thing_uid: uuid.UUID, *, days: int) -> str:
    """Make a link for a member and return its secret, which is stored nowhere; earlier ones are revoked."""
    revoke(member, purpose, thing_uid)
    secret = secrets.token_urlsafe(24)
    Link.objects.create(
        coalition_id=member.coalition_id,  # type: ignore[attr-defined]
        member_id=member.pk,
        purpose=purpose,
        thing_uid=thing_uid,
        secret_hash=_hash(secret),
        expires_at=clock.now() + timedelta(days=days),
    )
    return secret


def same(member: models.Model, purpose: str, thing_uid: uuid.UUID, *, until: datetime) -> str:
    """The secret of the one link that a member keeps for this purpose and thing: every mail about it bears the same.

    It is derived from the key of the site, so it can be written again without being stored; it holds until `until` at
    least. After `revoke`, the next one is another.
    """
    revoked = Link.objects.filter(
        member_id=member.pk, purpose=purpose, thing_uid=thing_uid, revoked_at__isnull=False
    ).count()
    words = f"{purpose}:{thing_uid}:{member.uid}:{revoked}"  # type: ignore[attr-defined]
    secret = salted_hmac("courtepointe.links", words, algorithm="sha256").digest()
    text = base64.urlsafe_b64encode(secret[:24]).decode()
    link, _made = Link.objects.get_or_create(
        secret_hash=_hash(text),
        defaults={
            "coalition_id": member.coalition_id,  # type: ignore[attr-defined]
            "member_id": member.pk,
            "purpose": purpose,
            "thing_uid": thing_uid,
            "expires_at": until,
        },
    )
    if link.expires_at < until:
        Link.objects.filter(pk=link.pk).update(expires_at=until)
    return text


def is_given(member: models.Model, purpose: str, thing_uid: uuid.UUID) -> bool:
    """Whether the member has an open link for this purpose and thing."""
    return Link.objects.filter(
        member_id=member.pk,
        purpose=purpose,
        thing_uid=thing_uid,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    ).exists()


def find(secret: str, purpose: str) -> Link | None:
    """The link of this secret, open or not (say so to the person); None when it never existed."""
    return Link.objects.select_related("member", "coalition").filter(secret_hash=_hash(secret), purpose=purpose).first()


def use(link: Link) -> None:
    """Note that the link has served; it stays open until it expires or is revoked."""
    Link.objects.filter(pk=link.pk).update(used_at=clock.now())


def revoke(member: models.Model, purpose: str, thing_uid: uuid.UUID) -> None:
    """Close the open links of a member for this purpose and thing."""
    Link.objects.filter(member_id=member.pk, purpose=purpose, thing_uid=thing_uid, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def reading_in(request: HttpRequest, language: str) -> translation.override:
    """The language of a page opened by a link: the one chosen at its top on this device, else that of the member."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return translation.override(chosen if chosen in dict(settings.LANGUAGES) else language)
