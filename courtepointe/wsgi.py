"""Django as WSGI: pages run in a few fixed threads behind the bridge (asgi.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtepointe.settings")
application = get_wsgi_application()
