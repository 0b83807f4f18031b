"""What a page says, as a person with a browser would find it."""

import html
import re

from django.http import HttpResponse


def text(answer: HttpResponse) -> str:
    """The page without its tags and with its signs as letters."""
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split()))


def title(answer: HttpResponse) -> str:
    """What the browser's history will show."""
    found = re.search(r"<title>([^<]*)</title>", answer.content.decode())
    assert found, answer.content
    return html.unescape(found[1])


def token(answer: HttpResponse) -> str:
    """The token that makes a form of this page one of ours."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert found, "This page has no form."
    return found[1]


def hidden(answer: HttpResponse, name: str) -> str:
    """A hidden field of the page's form."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', answer.content.decode())
    assert found, name
    return html.unescape(found[1])
