"""People's words, from what they typed to HTML that cannot harm anyone who reads it.

Markdown without pictures, headings and HTML. Links leave through a page of ours that says where they go.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from mutuality.kit import letters
from mutuality.kit.refusals import Refusal

MOST_WORDS = 8_000
LONGEST_LINE = 200
# More than any script needs on one letter: Tibetan stacks up to five.
_MARKS_OVER_A_LETTER = 6
# They help a line of two scripts and can turn nothing that others wrote: each paragraph has its own direction.
_DIRECTION = "\u061c\u200e\u200f"
_BROKEN = re.compile("[\u0000\ud800-\udfff]")
_BARE = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_BLOCKS = ("paragraph_open", "list_item_open", "blockquote_open", "code_block", "fence")
_TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "bdi", "span"}
_ATTRIBUTES = {"a": {"href", "rel"}, "span": {"class"}, "ol": {"start"}} | {
    tag: {"dir"} for tag in ("p", "li", "blockquote", "pre")
}
_cleaner = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes=set())


def clean(text: str, *, most: int = MOST_WORDS, field: str = "words") -> str:
    """The words as they will be kept: refused when empty, broken or too long, freed of hidden letters."""
    if _BROKEN.search(text):
        raise Refusal(_("Part of this text cannot be read. Please type that part again."), field=field)
    text = kept(text)
    if not letters.readable(text):
        raise Refusal(_("You haven't written anything yet."), field=field)
    check_length(text, most=most, field=field)
    return text


def kept(text: str) -> str:
    """The text composed, without hidden letters and without towers of marks."""
    text = letters.seen(text.replace("\r\n", "\n").replace("\r", "\n"), also=_DIRECTION)
    few_marks = letters.FewMarks(most=_MARKS_OVER_A_LETTER)
    return few_marks(unicodedata.normalize("NFC", text)).strip()


def check_length(text: str, *, most: int, field: str = "words") -> None:
    """Raise Refusal, with the numbers, when a text as it is kept has too many letters."""
    if len(text) > most:
        said = {"most": most, "over": len(text) - most}
        raise Refusal(_("This can have up to %(most)d letters. It is %(over)d too long.") % said, field=field)


def line(text: str, *, most: int = LONGEST_LINE, field: str = "title") -> str:
    """A single line of plain text, such as a topic or a content note."""
    return " ".join(clean(text, most=most, field=field).split())


def render(words: str) -> SafeString:
    """The words as HTML: each paragraph in its own direction, each link with the site it leads to."""
    html = _markdown.render(words)
    return mark_safe(_cleaner.clean(html))  # noqa: S308


def site_of(address: str) -> str | None:
    """The name of the site an address leads to, or nothing when it is not a plain web address."""
    try:
        parts = urlsplit(address)
        name, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not name or "@" in parts.netloc:
        return None
    return name if re.fullmatch(r"[a-z0-9.:\-]+", name) and not _is_disguised(name) else None


def _is_disguised(name: str) -> bool:
    """Whether browsers read this name as a number and go elsewhere: 0x7f.1 is 127.0.0.1 to them."""
    if not re.fullmatch(r"\d+|0x[0-9a-f]*", name.removesuffix(".").rpartition(".")[2]):
        return False
    try:
        return str(ipaddress.IPv4Address(name)) != name
    except ValueError:
        return True


def away(address: str) -> str:
    """The address of our own page that names the site before anyone goes there."""
    return "/away/?to=" + quote(address, safe="")


def _quotation(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A quotation ends with its last line that begins with ">": what someone writes below it is theirs.

    The rule of the library goes on through all lines below, as often as there are quotations: one message could keep
    the server busy for seconds.
    """
    last = first
    while last < end and _is_quoted(state, last):
        last += 1
    if silent or last == first:
        return last > first
    whole, state.lineMax = state.lineMax, last
    try:
        return blockquote(state, first, last, silent)
    finally:
        state.lineMax = whole


def _is_quoted(state: StateBlock, line: int) -> bool:
    begins = state.bMarks[line] + state.tShift[line]
    outdented = state.sCount[line] < state.blkIndent
    return not outdented and not state.is_code_block(line) and state.src[begins : begins + 1] == ">"


def _seen_only(state: StateCore) -> None:
    """Take hidden letters and towers of marks out of what is shown: written as entities, they come about only here."""
    for block in state.tokens:
        _clean_tokens([block] if block.children is None else block.children)


def _clean_tokens(tokens: Iterable[Token]) -> None:
    few_marks = letters.FewMarks(most=_MARKS_OVER_A_LETTER)
    for token in tokens:
        if token.content:
            token.content = few_marks(letters.seen(token.content, also=_DIRECTION))


def _bare_links(state: StateCore) -> None:
    """Turn plain web addresses into links, outside of links and code."""
    for block in state.tokens:
        if block.type == "inline":
            block.children = list(_linked(block.children or []))


def _linked(tokens: Sequence[Token]) -> list[Token]:
    result: list[Token] = []
    leads_to: str | None = None
    for token in tokens:
        if token.type == "link_open":
            leads_to = site_of(str(token.attrs["href"])) or ""
        elif token.type == "link_close":
            token.meta["site"], leads_to = leads_to, None
        if token.type == "text" and leads_to is None:
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
    spare = address.count(")") - address.count("(")
    while spare > 0 and address.endswith(")"):
        address, spare = address[:-1].rstrip(_TRAILING), spare - 1
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
    return f'</bdi></a> <span class="site">(<bdi>{escape(tokens[place].meta["site"])}</bdi>)</span>'


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
    parser.block.ruler.at("blockquote", _quotation, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.core.ruler.push("seen_only", _seen_only)
    parser.core.ruler.push("bare_links", _bare_links)
    parser.core.ruler.push("own_direction", _own_direction)
    parser.add_render_rule("link_open", _open_link)
    parser.add_render_rule("link_close", _close_link)
    return parser


_markdown = _parser()
