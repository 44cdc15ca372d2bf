#!/usr/bin/env python3
"""Django's commands, and ours: see ./run."""

import os
import sys

from django.core.management import execute_from_command_line

from courtepointe.environment import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtepointe.settings")
    try:
        execute_from_command_line(sys.argv)
    except BadSetting as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
