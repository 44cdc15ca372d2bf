"""Files that people attach: private, kept outside the web root, served by a view that checks who asks."""

from django.conf import settings
from django.db import models

from courtepointe import clock
from courtepointe.rows import Identified


class StoredFile(Identified):
    """A file as it was kept: its name on disk is random, its content known by its SHA-256."""

    code = "file"

    coalition = models.ForeignKey("courtepointe.Coalition", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)  # as people see it and get it back
    kept_as = models.CharField(max_length=80, unique=True)  # under settings.FILES_DIR
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=clock.now)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        db_table = "stored_file"
