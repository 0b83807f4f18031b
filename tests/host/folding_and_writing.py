"""Writes rows and folds the log at the same time, saying after each commit how many there are, until it is killed."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main() -> None:
    """Never end by itself."""
    django.setup()
    from django.core.management import call_command

    from mutuality.host.log_folding import LogFolding
    from mutuality.kit.locks import writing
    from mutuality.live.models import Topic

    call_command("migrate", "live", verbosity=0)
    LogFolding(pause=0.0005).start()
    number = 0
    while True:
        number += 1
        with writing():
            Topic.objects.create(name=f"a/{number}", seq=number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
