"""Addresses about oneself."""

from django.urls import path

from mutuality.people.views import coming, language, passkeys, you

urlpatterns = [
    path("sign-in/", coming.sign_in, name="sign-in"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/challenge/", passkeys.challenge, name="passkey-challenge"),
    path("sign-out/", coming.sign_out, name="sign-out"),
    path("recovery/", coming.recovery, name="recovery"),
    path("curtain/", coming.curtain, name="curtain"),
    path("curtain/passkey/", passkeys.curtain, name="passkey-curtain"),
    path("curtain/falling/", coming.curtain_falling, name="curtain-falling"),
    path("four-words/", coming.four_words, name="four-words"),
    path("language/", language.language, name="language"),
    path("you/", you.you, name="you"),
    path("you/comfort/", you.comfort, name="comfort"),
    path("you/comfort/default/", you.comfort_default, name="comfort-default"),
    path("you/codes/", coming.codes, name="codes"),
    path("you/passphrase/", you.passphrase, name="passphrase"),
    path("you/passkeys/", passkeys.passkeys, name="passkeys"),
    path("you/passkeys/challenge/", passkeys.adding, name="passkey-adding"),
    path("you/passkeys/<str:passkey_id>/", passkeys.passkey, name="passkey"),
    path("you/passkeys/<str:passkey_id>/removal/", passkeys.removal, name="passkey-removal"),
    path("you/draft/", you.draft, name="draft"),
    path("you/devices/", you.devices, name="devices"),
    path("you/devices/others/ending/", you.other_devices_ending, name="other-devices-ending"),
    path("you/devices/<str:session_id>/", you.device, name="device"),
    path("you/devices/<str:session_id>/ending/", you.device_ending, name="device-ending"),
]
