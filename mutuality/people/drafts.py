"""What is being typed, kept by a person's own device until it arrived here."""

import base64
import hashlib
import re

from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.vault import operations as vault

_MARK = re.compile(r"[0-9a-f]{16}")


def seal_for(person: Person, *, behind_passphrase: bool = False) -> str:
    """Return the key (base64) under which a person's own device keeps drafts; only a signed-in page of theirs gets it.

    ``behind_passphrase``: another one, for pages that ask for the passphrase again.
    """
    about = "people.own-draft-on-device" if behind_passphrase else "rooms.draft-on-device"
    mark = vault.mark(person.pk, about=about)
    return base64.b64encode(hashlib.sha256(mark.encode()).digest()).decode()


def kept_here(request: Visit, *, behind_passphrase: bool = False) -> dict[str, str]:
    """Return what a page needs to keep what is typed into it: the seal is empty on a device of others."""
    own = request.person is not None and request.device is not None and request.device.own_device
    seal = seal_for(request.person, behind_passphrase=behind_passphrase) if own and request.person else ""
    return {"draft_key": request.path, "seal": seal}


def arrived(request: Visit, address: str) -> str:
    """Return this address, which tells a device which of its drafts has arrived here.

    The mark names one page as it was filled in. Loading the address again takes nothing else away.
    """
    mark = request.POST.get("draft", "")
    if not _MARK.fullmatch(mark):
        return address
    path, hash_sign, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}sent={mark}{hash_sign}{fragment}"
