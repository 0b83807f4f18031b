"""Addresses about oneself."""

from mutuality.kit.routes import DEVICE, EVERYONE, OWN, READ, SAID_AGAIN, act, file, form, page, under
from mutuality.people.views import coming, home_icon, language, passkeys, you

own_pages = [
    form("you/", you.you, "you", shows_peers=False, counted="rename"),
    form("you/comfort/", you.comfort, "comfort", shows_peers=False),
    act("you/comfort/default/", you.comfort_default, "comfort-default"),
    act("you/home-icon/", home_icon.choosing, "home-icon"),
    form("you/codes/", coming.codes, "codes", SAID_AGAIN, shows_peers=False),
    form(
        "you/passphrase/", you.passphrase, "passphrase", SAID_AGAIN, shows_peers=False, counted="passphrase"
    ),
    form("you/passkeys/", passkeys.passkeys, "passkeys", SAID_AGAIN, shows_peers=False),
    file("you/passkeys/challenge/", passkeys.adding, "passkey-adding", SAID_AGAIN, shows_peers=False),
    form("you/passkeys/<str:passkey_id>/", passkeys.passkey, "passkey", OWN, shows_peers=False),
    act("you/passkeys/<str:passkey_id>/removal/", passkeys.removal, "passkey-removal", OWN),
    act("you/draft/", you.draft, "draft", DEVICE),
    page("you/devices/", you.devices, "devices", SAID_AGAIN, shows_peers=False),
    act(
        "you/devices/others/ending/",
        you.other_devices_ending,
        "other-devices-ending",
        leads_out=True,
        counted_apart=True,
    ),
    form("you/devices/<str:session_id>/", you.device, "device", OWN, shows_peers=False),
    act(
        "you/devices/<str:session_id>/ending/",
        you.device_ending,
        "device-ending",
        OWN,
        leads_out=True,
    ),
]
urlpatterns = [
    form("sign-in/", coming.sign_in, "sign-in", EVERYONE, shows_peers=False, counted="sign-in signed-in"),
    act("sign-in/passkey/", passkeys.sign_in, "passkey-sign-in", EVERYONE, counted="passkey"),
    file(
        "sign-in/passkey/challenge/",
        passkeys.challenge,
        "passkey-challenge",
        EVERYONE,
        methods=READ,
        shows_peers=False,
    ),
    act(
        "sign-out/",
        coming.sign_out,
        "sign-out",
        EVERYONE,
        leads_out=True,
    ),
    form("recovery/", coming.recovery, "recovery", EVERYONE, shows_peers=False, counted="recovery"),
    form(
        "curtain/",
        coming.curtain,
        "curtain",
        DEVICE,
        shows_peers=False,
        leads_out=True,
        counted="curtain",
    ),
    act(
        "curtain/passkey/",
        passkeys.curtain,
        "passkey-curtain",
        DEVICE,
        leads_out=True,
        counted_apart=True,
        counted="passkey",
    ),
    act(
        "curtain/falling/",
        coming.curtain_falling,
        "curtain-falling",
        DEVICE,
        leads_out=True,
        counted_apart=True,
    ),
    file("home-icon/manifest.json", home_icon.manifest, "home-icon-manifest", EVERYONE, shows_peers=False),
    file("home-icon/picture.png", home_icon.picture, "home-icon-picture", EVERYONE, shows_peers=False),
    page("four-words/", coming.four_words, "four-words", EVERYONE, shows_peers=False),
    form(
        "language/",
        language.language,
        "language",
        EVERYONE,
        shows_peers=False,
        leads_out=True,
        counted_apart=True,
        place="you",
    ),
    *under("you", own_pages),
]
