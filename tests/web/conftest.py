from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _mail_goes_through_our_door(settings: Any) -> None:
    """Django's tests replace the backend; ours read the rows that wait to leave."""
    settings.EMAIL_BACKEND = "courtepointe.mail.QueueBackend"
