"""What a browser and its device answer about a passkey, and whether it is right. No rows here.

A challenge is not kept anywhere: it is a keyed hash of a ticket that lies in a cookie of the browser that asked, so
that only this browser can answer it, for this purpose, within minutes. Source: WebAuthn level 3, 7.1 and 7.2.
"""

import base64
import ipaddress
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mutuality.kit.clock import coarse
from mutuality.kit.refusals import Refusal
from mutuality.people import terms
from mutuality.vault import operations as vault

T = TypeVar("T")
_MOST_LETTERS = 16_384
_LONGEST_ID = 1023
# Whoever holds the device must also unlock it: a passkey stands for name and passphrase together.
_UNLOCKED = UserVerificationRequirement.REQUIRED


class NoFit(Refusal):
    """The answer opens nothing: whatever the reason, it is the same sentence."""

    def __init__(self) -> None:
        super().__init__(_("This passkey doesn't open anything here. Use your passphrase or a printed code."))


class TooLate(Refusal):
    """The challenge has run out, or this browser was never given one."""


class Known(NamedTuple):
    """What is kept of a passkey: its own name, the public key, and how far it has counted its answers."""

    id: bytes
    public: bytes
    counter: int


def host() -> str:
    """The name to which browsers bind passkeys: that of the configured address, without port."""
    return urlsplit(settings.ADDRESS).hostname or ""


def works_here() -> bool:
    """Whether browsers make passkeys for the configured address: a name with HTTPS, or localhost."""
    name = host()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return settings.HTTPS or name == "localhost"
    return False


def new_ticket(*, now: datetime) -> str:
    """What the browser keeps in a cookie while its device is asked. It ends by itself, to the minute."""
    ends_at = coarse(now, minutes=1) + terms.CHALLENGE_STAYS
    return f"{secrets.token_urlsafe(24)}.{int(ends_at.timestamp())}"


def end_of(ticket: str) -> datetime:
    """When a ticket runs out. Raises NoFit for what is none."""
    _nonce, _dot, seconds = ticket.rpartition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        raise NoFit
    return datetime.fromtimestamp(int(seconds), UTC)


def to_add(ticket: str, *, about: str, handle: bytes, known: list[bytes]) -> dict[str, Any]:
    """What a browser needs to make a passkey. It puts in the name that the person gives the passkey."""
    user = PublicKeyCredentialUserEntity(id=handle, name=host(), display_name=host())
    options, _state = _server().register_begin(
        user,
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=one) for one in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_UNLOCKED,
        challenge=_challenge(ticket, about=about),
    )
    return dict(options)


def to_answer(ticket: str) -> dict[str, Any]:
    """What a browser needs to ask for any passkey of this place. It is the same for everybody, and names nobody."""
    options, _state = _server().authenticate_begin(
        user_verification=_UNLOCKED, challenge=_challenge(ticket, about=terms.COME_IN)
    )
    return dict(options)


def made(answer: str, *, ticket: str, about: str, now: datetime) -> Known:
    """The passkey that a device has just made. Which make of device it is, is not looked at. Raises NoFit."""
    state = _state(ticket, about=about, now=now)

    def checked() -> Known:
        given = RegistrationResponse.from_dict(_read(answer))
        found = _server().register_complete(state, given)
        credential = found.credential_data
        if credential is None or given.response.client_data.cross_origin:
            raise ValueError
        if credential.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise ValueError
        if credential.credential_id != given.raw_id or len(given.raw_id) > _LONGEST_ID:
            raise ValueError
        return Known(given.raw_id, cbor.encode(dict(credential.public_key)), found.counter)

    return _or_no_fit(checked)


def id_in(answer: str) -> bytes:
    """Which passkey an answer says it comes from. Raises NoFit."""
    return _or_no_fit(lambda: AuthenticationResponse.from_dict(_read(answer)).raw_id)


def count_in(answer: str, *, ticket: str, known: Known, handle: bytes, now: datetime) -> int:
    """Check an answer against what is kept of its passkey; returns how far the device has counted. Raises NoFit."""
    state = _state(ticket, about=terms.COME_IN, now=now)

    def checked() -> int:
        given = AuthenticationResponse.from_dict(_read(answer))
        if given.response.user_handle != handle or given.response.client_data.cross_origin:
            raise ValueError
        kept = AttestedCredentialData.create(Aaguid.NONE, known.id, _public_key(known))
        _server().authenticate_complete(state, [kept], given)
        return given.response.authenticator_data.counter

    return _or_no_fit(checked)


def packed(known: Known) -> dict[str, Any]:
    """As text, to be sealed."""
    text = {part: base64.b64encode(getattr(known, part)).decode() for part in ("id", "public")}
    return {**text, "counter": known.counter}


def unpacked(kept: dict[str, Any]) -> Known:
    """As it was before ``packed``."""
    return Known(base64.b64decode(kept["id"]), base64.b64decode(kept["public"]), kept["counter"])


def _server() -> Fido2Server:
    # Devices show the name of a place in their settings: no name of a community stands there.
    place = PublicKeyCredentialRpEntity(name=host(), id=host())
    here = settings.ADDRESS
    return Fido2Server(
        place, attestation=AttestationConveyancePreference.NONE, verify_origin=lambda origin: origin == here
    )


def _public_key(known: Known) -> CoseKey:
    parts = cbor.decode(known.public)
    assert isinstance(parts, dict)
    return CoseKey.parse(parts)


def _challenge(ticket: str, *, about: str) -> bytes:
    return bytes.fromhex(vault.mark(ticket, about=f"people.passkey.challenge:{about}"))


def _state(ticket: str, *, about: str, now: datetime) -> dict[str, Any]:
    if not ticket or end_of(ticket) <= now:
        raise TooLate(_("That took longer than five minutes. Nothing was changed. Please try again."))
    return {
        "challenge": websafe_encode(_challenge(ticket, about=about)),
        "user_verification": _UNLOCKED,
    }


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _MOST_LETTERS:
        raise ValueError
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError
    return read


def _or_no_fit(check: Callable[[], T]) -> T:
    """Anybody can send anything here: what cannot even be read is refused like what does not fit."""
    try:
        return check()
    except Exception:
        raise NoFit from None
