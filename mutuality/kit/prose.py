"""People's words, from what they typed to HTML that cannot harm anyone who reads it.

Markdown without pictures, headings and HTML. Links leave through a page of ours that says where they go.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from mutuality.kit.names import few_marks
from mutuality.kit.refusals import Refusal

MOST_WORDS = 8_000
LONGEST_LINE = 200
# More than any script needs on one letter: Tibetan stacks up to five.
_MARKS_OVER_A_LETTER = 6
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
    "\u200b\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_BROKEN = re.compile("[\u0000\ud800-\udfff]")
_BARE = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_BLOCKS = ("paragraph_open", "list_item_open", "blockquote_open", "code_block", "fence")
_TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "bdi", "span"}
_ATTRIBUTES = {"a": {"href", "rel"}, "span": {"class"}, "ol": {"start"}} | {
    tag: {"dir"} for tag in ("p", "li", "blockquote", "pre")
}


def clean(text: str, *, most: int = MOST_WORDS, field: str = "words") -> str:
    """The words as they will be kept: refused when empty, broken or too long, freed of hidden letters."""
    if _BROKEN.search(text):
        raise Refusal(_("Part of this text cannot be read. Please type that part again."), field=field)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = few_marks(_UNSEEN.sub("", text), most=_MARKS_OVER_A_LETTER).strip()
    if not _readable(text):
        raise Refusal(_("There are no words here yet."), field=field)
    if len(text) > most:
        said = {"most": most, "over": len(text) - most}
        raise Refusal(_("This can have up to %(most)d letters. It is %(over)d too long.") % said, field=field)
    return text


def line(text: str, *, most: int = LONGEST_LINE, field: str = "title") -> str:
    """A single line of plain text, such as a topic or a content note."""
    return " ".join(clean(text, most=most, field=field).split())


def render(words: str) -> SafeString:
    """The words as HTML: each paragraph in its own direction, each link with the site it leads to."""
    html = _markdown.render(_UNSEEN.sub("", words))
    safe = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes=set())
    return mark_safe(safe)  # noqa: S308


def site_of(address: str) -> str | None:
    """The name of the site an address leads to, or nothing when it is not a plain web address."""
    try:
        parts = urlsplit(address)
        name, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not name or "@" in parts.netloc:
        return None
    return name if re.fullmatch(r"[a-z0-9.:\-]+", name) else None


def away(address: str) -> str:
    """The address of our own page that names the site before anyone goes there."""
    return "/away/?to=" + quote(address, safe="")


def _readable(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in text)


def _bare_links(state: StateCore) -> None:
    """Turn plain web addresses into links, outside of links and code."""
    for block in state.tokens:
        if block.type == "inline":
            block.children = list(_linked(block.children or []))


def _linked(tokens: Sequence[Token]) -> list[Token]:
    result: list[Token] = []
    inside = 0
    for token in tokens:
        inside += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not inside:
            result.extend(_pieces(token.content))
        else:
            result.append(token)
    return result


def _pieces(text: str) -> list[Token]:
    pieces, end = [], 0
    for found in _BARE.finditer(text):
        address = _trimmed(found.group())
        if site_of(_markdown.normalizeLink(address)):
            pieces += [_text(text[end : found.start()]), *_link(address)]
            end = found.start() + len(address)
    return [*pieces, _text(text[end:])]


def _trimmed(address: str) -> str:
    address = address.rstrip(_TRAILING)
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(_TRAILING)
    return address


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": _markdown.normalizeLink(address)}, markup="bare")
    return [opening, _text(address), Token("link_close", "a", -1, markup="bare")]


def _open_link(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: dict[str, str]
) -> str:
    address = str(tokens[place].attrs["href"])
    return f'<a href="{escape(away(address))}" rel="nofollow noreferrer"><bdi>'


def _close_link(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: dict[str, str]
) -> str:
    if tokens[place].markup == "bare":
        return "</bdi></a>"
    opening = next(t for t in reversed(tokens[:place]) if t.type == "link_open")
    site = site_of(str(opening.attrs["href"])) or ""
    return f'</bdi></a> <span class="site">(<bdi>{escape(site)}</bdi>)</span>'


def _may_be_a_link(url: str) -> bool:
    return site_of(url) is not None


def _own_direction(state: StateCore) -> None:
    for block in state.tokens:
        if block.type in _BLOCKS:
            block.attrSet("dir", "auto")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.disable(["image", "html_block", "html_inline", "heading", "lheading", "reference"])
    parser.validateLink = _may_be_a_link  # type: ignore[method-assign]
    parser.core.ruler.push("bare_links", _bare_links)
    parser.core.ruler.push("own_direction", _own_direction)
    parser.add_render_rule("link_open", _open_link)
    parser.add_render_rule("link_close", _close_link)
    return parser


_markdown = _parser()
