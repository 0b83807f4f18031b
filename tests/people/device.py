"""A device that makes passkeys and answers with them, as a browser would hand its answers on."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ADDING, CHALLENGE = "/you/passkeys/challenge/", "/sign-in/passkey/challenge/"


@dataclass
class Device:
    """One passkey and the key behind it. What a test changes on it is what a bad device or page would do."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    origin: str = ORIGIN
    host: str = "localhost"
    cross_origin: bool = False
    algorithm: int = -7

    def makes(self, options: dict) -> str:
        """The answer to the wish for a new passkey."""
        self.handle = websafe_decode(options["user"]["id"])
        public = dict(ES256.from_cryptography_key(self.key.public_key())) | {3: self.algorithm}
        about = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(public)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + about})
        said = self._said("webauthn.create", options)
        return self._packed(clientDataJSON=said, attestationObject=attested)

    def answers(self, options: dict) -> str:
        """The answer to the question who is there."""
        self.counter += 1 if self.counter else 0
        said, data = self._said("webauthn.get", options), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._packed(
            clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.handle
        )

    def _data(self, more: int) -> bytes:
        about = hashlib.sha256(self.host.encode()).digest()
        return about + struct.pack(">BI", self.flags | more, self.counter)

    def _said(self, kind: str, options: dict) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": self.cross_origin}).encode()

    def _packed(self, **parts: bytes) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()}
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def asked(client: Client, address: str = CHALLENGE) -> dict:
    """What the page is told to ask the device."""
    return client.get(address).json()["publicKey"]


def add(client: Client, device: Device, *, label: str = "Blue phone") -> HttpResponse:
    """Add a passkey, as the page does."""
    answer = device.makes(asked(client, ADDING))
    return client.post("/you/passkeys/", {"label": label, "passkey": answer})


def come_in(client: Client, device: Device, **told: str) -> HttpResponse:
    """Come in by a passkey, as the page does."""
    answer = device.answers(asked(client))
    return client.post("/sign-in/passkey/", {"passkey": answer, **told})
