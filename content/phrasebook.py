"""What the bot says. Phrases are templates in TOML files, so that wording is edited in one place
and a sentence with a forgotten value fails loudly instead of reaching a person half filled."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.schema import ContentError, placeholders


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates by "section.key"."""

    templates: Mapping[str, str]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.templates)

    def say(self, key: str, /, **values: object) -> str:
        template = self.templates.get(key)
        if template is None:
            raise ContentError(f"phrases: {key}: no such phrase")
        if missing := sorted(placeholders(template) - values.keys()):
            raise ContentError(f"phrases: {key}: no value for {', '.join(missing)}")
        return template.format(**values)


def sections_to_templates(file: str, raw: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The phrases of one file and the mistakes found in it."""
    templates: dict[str, str] = {}
    mistakes: list[str] = []
    for section, phrases in raw.items():
        if not isinstance(phrases, dict):
            mistakes.append(f"{file}: {section}: a phrase outside a section")
            continue
        for key, value in phrases.items():
            template, complaint = _template(value)
            if complaint:
                mistakes.append(f"{file}: {section}: {key}: {complaint}")
            else:
                templates[f"{section}.{key}"] = template
    return templates, mistakes


def _template(value: object) -> tuple[str, str]:
    given: list[object] = value if isinstance(value, list) else [value]
    lines = [line for line in given if isinstance(line, str)]
    if not lines or len(lines) < len(given):
        return "", "must be a text or a list of texts"
    text = "\n".join(lines)
    try:
        placeholders(text)
    except ValueError as error:
        return "", f"not a well-formed template: {error}"
    return text, "" if text.strip() else "is empty"
