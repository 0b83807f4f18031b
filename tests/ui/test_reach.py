"""A support number is called, or written to, by a touch; what neither fits stays text."""

import pytest

from mutuality.ui.templatetags.parts import reach

TEXT = '<a href="sms:85258?body=SHOUT">85258</a>'


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("Text SHOUT to 85258", f"Text SHOUT to {TEXT}"),
        ("Envía SHOUT al 85258", f"Envía SHOUT al {TEXT}"),
        ("116 123", '<a href="tel:116123">116 123</a>'),
        ("988 (call or text)", '<a href="tel:988">988</a> (call or text)'),
        ("Call NHS on 111222", "Call NHS on 111222"),
        ("Text 85258", "Text 85258"),
        ("Text <b>SHOUT</b> to 85258", f"Text &lt;b&gt;SHOUT&lt;/b&gt; to {TEXT}"),
    ],
)
def test_a_touch_reaches_the_number(number: str, shown: str) -> None:
    assert reach(number) == shown
