"""What meetings are made of: changed together, or by someone who is alone with the terms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mutuality.groups import formats
from mutuality.groups import operations as groups
from mutuality.groups.models import Group, Membership
from mutuality.kit.locks import operation
from mutuality.meetings import parts
from mutuality.meetings.models import OwnFormat
from mutuality.meetings.operations.when import while_alone


def checked(group: Group, *, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What would be kept: its parts spelled out where a long or a short form was chosen. Raises Refusal."""
    kept = parts.checked(payload["parts"])
    slug = formats.named(group.starter).slug
    return {
        "length": "",
        "no_cross_talk": bool(payload["no_cross_talk"]),
        "parts": parts.in_form(kept, of=slug, length=str(payload.get("length", ""))),
    }


@operation
def put(group: Group, *, payload: Mapping[str, Any], now: datetime) -> None:
    """From the next meeting on, meetings are made of this. One that is open keeps the parts it began with."""
    told = checked(group, payload=payload)
    held = groups.hold(group.pk)
    OwnFormat.objects.filter(circle=group.circle_id).delete()
    shipped = formats.named(held.starter if held is not None else group.starter)
    if (told["parts"], told["no_cross_talk"]) != (parts.shipped(shipped.slug), shipped.no_cross_talk):
        OwnFormat.add(
            circle_id=group.circle_id,
            format=shipped.slug,
            parts=parts.packed(told["parts"]),
            no_cross_talk=told["no_cross_talk"],
        )


@operation
def settle(membership: Membership, *, payload: Mapping[str, Any], now: datetime) -> None:
    """Say what meetings are made of, while one is alone. Raises DecidedTogether once others are there."""
    while_alone(membership)
    put(membership.group, payload=payload, now=now)


@operation
def let_go_of_another_format(group: Group, *, now: datetime) -> None:
    """The group has settled its terms: what it had changed in a format that it no longer has goes."""
    OwnFormat.objects.filter(circle=group.circle_id).exclude(
        format=formats.named(group.starter).slug
    ).delete()
