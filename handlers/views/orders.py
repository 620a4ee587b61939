"""The card that the office reads before something is written or sent."""

from collections.abc import Sequence

from content.catalog import Phrases
from handlers.outcome import Message
from handlers.views import line


def preview_card(
    phrases: Phrases, title: str, lines: Sequence[str], *, warning: str = ""
) -> Message:
    """The buttons say "ยืนยัน" and "ยกเลิก" as words, which may be typed as well."""
    body = [line.paragraph(words) for words in lines if words]
    if warning:
        body.append(line.paragraph(warning, colour=line.AMBER, weight="bold"))
    body.append(line.small(phrases.say("orders.ask_confirm")))
    foot = [
        _word_button(phrases.say("orders.confirm"), primary=True),
        _word_button(phrases.say("orders.cancel")),
    ]
    card = line.bubble(title, body, footer=foot)
    return line.flex(f"{phrases.say('orders.ask_confirm')}: {title}", card)


def choose_words_card(title: str, words: str, orders: Sequence[str]) -> Message:
    """Whole orders as buttons that type them."""
    foot = [_word_button(order) for order in orders]
    return line.flex(title, line.bubble(title, [line.paragraph(words)], footer=foot))


def _word_button(word: str, *, primary: bool = False) -> line.Part:
    part: line.Part = {
        "type": "button",
        "height": "sm",
        "style": "primary" if primary else "secondary",
        "action": {"type": "message", "label": word, "text": word},
    }
    return part | ({"color": line.BRAND} if primary else {})


def log_card(
    phrases: Phrases, title: str, text: str, groups: Sequence[tuple[str, Sequence[str]]]
) -> Message:
    """Each group a count with its names."""
    body: list[line.Part] = [line.small(line.shorten(text, 200)), line.separator()]
    for label, names in groups:
        body.append(line.paragraph(label, weight="bold"))
        if names:
            shown = ", ".join(names[:10])
            more = len(names) - 10
            tail = f" {phrases.say('announce.and_more', count=more)}" if more > 0 else ""
            body.append(line.small(shown + tail))
    return line.flex(title, line.bubble(title, body))
