"""What a coverage is asked for, in words: questions in, remarks and the begin of a sentence out."""

from collections.abc import Mapping
from typing import Protocol

from indicators.difference_release import Side
from wording import count, t

#: So many offers or areas are named in a sentence.
NAMED = 3
#: Begin of the sentence where the second choice differs in several things or in the way.
OTHERWISE = "Mit der zweiten Wahl"


class Conditions(Protocol):
    """Which offers count for a question, beside its standard."""

    @property
    def when(self) -> str: ...  # noqa: D102
    @property
    def without(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def confirmed_only(self) -> bool: ...  # noqa: D102
    @property
    def step_free_only(self) -> bool: ...  # noqa: D102
    @property
    def not_full(self) -> bool: ...  # noqa: D102


def condition_words(asked: Conditions, names: Mapping[str, str]) -> list[str]:
    """Say which offers count, as short remarks; `names` by id of an offer."""
    words = []
    if asked.when:
        words.append(t("geöffnet {when}", when=asked.when))
    if asked.without:
        words.append(t("ohne {offers}", offers=_listed(asked.without, names)))
    if asked.confirmed_only:
        words.append(t("nur im letzten Jahr bestätigte Angebote"))
    if asked.step_free_only:
        words.append(t("nur stufenlose Angebote"))
    if asked.not_full:
        words.append(t("nur Angebote mit genug Plätzen"))
    return words


def _listed(without: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Up to three offers by name, more of them as a number."""
    if len(without) > NAMED:
        return t("{n} Angebote", n=count(len(without)))
    return joined([f"„{names.get(id_, id_)}“" for id_ in without])


def joined(words: list[str]) -> str:
    """Words as a list of a sentence: "a, b und c"."""
    if len(words) < 2:
        return "".join(words)
    return t("{first} und {last}", first=", ".join(words[:-1]), last=words[-1])


class Asked(Conditions, Protocol):
    """A whole question: way, time and which offers count."""

    @property
    def mode(self) -> str: ...  # noqa: D102
    @property
    def max_minutes(self) -> float | None: ...  # noqa: D102
    @property
    def target_group(self) -> str: ...  # noqa: D102


def begin_words(first: Asked, second: Asked, names: Mapping[str, str]) -> str:
    """Begin of the sentence: what the second question changes, if that is one thing about offers."""
    for way in ("mode", "max_minutes", "target_group"):
        if getattr(first, way) != getattr(second, way):
            return t(OTHERWISE)
    changed = [
        name
        for name in ("when", "without", "confirmed_only", "step_free_only", "not_full")
        if getattr(first, name) != getattr(second, name)
    ]
    if changed == ["without"] and not first.without:
        if len(second.without) == 1:
            return t("Ohne das Angebot {offers}", offers=_listed(second.without, names))
        if len(second.without) <= NAMED:
            return t("Ohne die Angebote {offers}", offers=_listed(second.without, names))
        return t("Ohne diese {offers}", offers=_listed(second.without, names))
    if changed == ["confirmed_only"] and second.confirmed_only:
        return t("Nur mit im letzten Jahr bestätigten Angeboten")
    if changed == ["step_free_only"] and second.step_free_only:
        return t("Nur mit stufenlosen Angeboten")
    return t(OTHERWISE)


def side_words(side: Side, conditions: list[str]) -> str:
    """One choice in a line: standard, conditions on offers, and what ways were measured on."""
    year = t("Personen {year}", year=side.year) if side.year else ""
    estimated = t("geschätzt") if side.estimated else ""
    people = ", ".join(part for part in (year, estimated) if part)
    return " · ".join(part for part in (side.standard, *conditions, side.basis, people) if part)


def way_remark(mode: str, basis: str) -> str:
    """Say that a way that was asked for could not be used; "" if it was."""
    if mode == "transit" and "kein Fahrplan" in basis:
        return t("Die Stadt hat keinen Fahrplan hinterlegt: Gerechnet ist zu Fuß.")
    if mode in ("walk", "bike", "wheelchair", "transit") and basis.startswith("Luftlinie"):
        return t(
            "Die Stadt hat kein Straßennetz hinterlegt: Gerechnet ist mit {basis}.", basis=basis
        )
    return ""
