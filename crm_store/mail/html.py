"""HTML mail to plain text: what a reader sees, and nothing that was hidden from them."""

from __future__ import annotations

import re
from typing import Any

from crm_store.mail.clean import clean_text

MAX_HTML = 2_000_000  # characters; beyond that a mail is a data dump, and parsing would take seconds
_DROPPED = "script,style,head,title,noscript,template,iframe,object,embed,svg,canvas,form input,select,[hidden]"
_BLOCKS = "div tr li h1 h2 h3 h4 h5 h6 section article header footer pre hr dl dt dd center"
_PARAGRAPHS = ("p", "table", "ul", "ol", "blockquote")
# Entering or leaving one of these starts a new line, or a new paragraph.
_BREAKS = dict.fromkeys(_BLOCKS.split(), "\n") | dict.fromkeys(_PARAGRAPHS, "\n\n")
_ZERO = r"\s*:\s*0*(\.0+)?(px|pt|em|rem|%)?\s*(;|!|$)"
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all"
    rf"|(?<![-\w])(opacity|max-height|max-width){_ZERO}"
    r"|text-indent\s*:\s*-\d{3,}|(?<![-\w])(left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_CLIPPED = re.compile(rf"(?<![-\w])(height|width){_ZERO}", re.IGNORECASE)
_NO_FONT = re.compile(rf"(?<![-\w])font-size{_ZERO}", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """Plain text of `html`: blocks on lines of their own, quotes with `> `, cells apart; never raises."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html[:MAX_HTML].replace("\x00", ""))
    _drop_invisible(tree)
    body = tree.body
    if body is None:
        return ""
    return clean_text(_tidy(_render(body)))


def _drop_invisible(tree: Any) -> None:
    for node in tree.css(_DROPPED):
        node.decompose()
    for node in tree.css("[style]"):
        style = node.attributes.get("style") or ""
        if _HIDDEN.search(style) or ("overflow" in style.lower() and _CLIPPED.search(style)):
            node.decompose()
        elif _NO_FONT.search(style):
            _drop_unreadable(node)


def _drop_unreadable(node: Any) -> None:
    """Newsletters wrap readable text in boxes of font size 0: only text without a size of its own goes."""
    if not any("font" in (inner.attributes.get("style") or "") for inner in node.css("* [style]")):
        node.decompose()
        return
    for child in list(node.iter(include_text=True)):
        if child.tag == "-text":
            child.decompose()


def _render(root: Any) -> str:
    """Text in document order; a loop with its own stack, as mails nest deeper than Python recurses."""
    out: list[str] = []
    depth = 0  # of block quotes
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag
        if tag == "blockquote":
            depth += -1 if leaving else 1
        if leaving:
            out.append(_after(tag, depth))
            continue
        out.append(_before(node, tag, depth))
        if tag != "-text":
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
    return "".join(out)


def _before(node: Any, tag: str, depth: int) -> str:
    if tag == "-text":
        return " ".join(f" {node.text_content or ''} ".split(" ")).replace("\n", " ")[1:-1]
    if tag == "li":
        return _line("\n", depth) + "- "
    return _line("\n" if tag == "br" else _BREAKS.get(tag, ""), depth)


def _after(tag: str, depth: int) -> str:
    if tag == "li":  # the next one starts its own line
        return ""
    return "\t" if tag in ("td", "th") else _line(_BREAKS.get(tag, ""), depth)


def _line(ends: str, depth: int) -> str:
    return ends and ends + "> " * depth


def _tidy(text: str) -> str:
    """White space collapsed as a browser would, empty quote lines dropped."""
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join("" if not line.strip("> ") else line for line in lines)
