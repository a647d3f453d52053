"""Value sets: those that a Questionnaire contains, those given beside it, and a few of FHIR's own that forms refer to."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fourfold.formats.fhir.definition import objects
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.problem import FhirRefused

_DEEPEST = 8
"""Value sets that take in value sets."""

Code = tuple[str, str]
"""The system of a code, empty where none is said, and the code."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """What a value set allows. `whole` is false where it also takes in codes that cannot be listed here."""

    displays: Mapping[Code, str] = field(default_factory=dict)
    whole: bool = True
    exact: bool = True
    """Whether a display has to be the one that is listed; else only that of another code is wrong."""

    def says_code(self, code: str) -> bool:
        """Whether the code is allowed in any of its systems."""
        return any(code == there for _, there in self.displays)


@dataclass(frozen=True, slots=True)
class ValueSets:
    """Value sets and code systems by their address; `#id` names a contained one."""

    sets: Mapping[str, Json] = field(default_factory=dict)
    systems: Mapping[str, Json] = field(default_factory=dict)

    def find(self, address: str) -> Concepts | None:
        """What the value set of that address allows; None for one that is not there."""
        known = self._set(address)
        return self._concepts(known, _DEEPEST) if known is not None else _known().get(address.partition("|")[0])

    def _set(self, address: str) -> Json | None:
        """With or without its version."""
        return self.sets.get(address) or self.sets.get(address.partition("|")[0])

    def _concepts(self, value_set: Json, deep: int) -> Concepts:
        expansion, compose = value_set.get("expansion"), value_set.get("compose")
        if isinstance(expansion, dict):
            listed = _listed(objects(expansion, "contains", "ValueSet, expansion"), "", "contains", deep)
            return Concepts(dict(listed))
        if not isinstance(compose, dict) or deep == 0:
            return Concepts(whole=False)
        included = [self._part(part, deep) for part in objects(compose, "include", "ValueSet, compose")]
        excluded = [self._part(part, deep) for part in objects(compose, "exclude", "ValueSet, compose")]
        out = {code for concepts in excluded for code in concepts.displays}
        displays = {code: said for concepts in included for code, said in concepts.displays.items() if code not in out}
        return Concepts(displays, all(concepts.whole for concepts in (*included, *excluded)))

    def _part(self, part: Json, deep: int) -> Concepts:
        """One include: its concepts, or its whole system, and only what is in every value set that it names too."""
        system, concepts = str(part.get("system") or ""), objects(part, "concept", "ValueSet, include")
        referred = part.get("valueSet")
        narrowed = [self._find_deep(str(url), deep - 1) for url in referred] if isinstance(referred, list) else []
        if concepts:
            found = Concepts(dict(_listed(concepts, system, "", 0)))
        elif system:
            found = self._system(system, filtered=bool(part.get("filter")))
        else:
            found, narrowed = (narrowed[0], narrowed[1:]) if narrowed else (Concepts(whole=False), [])
        for other in narrowed:
            kept = {code: said for code, said in found.displays.items() if code in other.displays or not other.whole}
            found = Concepts(kept, found.whole and other.whole)
        return found

    def _find_deep(self, address: str, deep: int) -> Concepts:
        """What a value set within a value set allows; nothing can be said of one that is not there."""
        known = self._set(address)
        if known is None:
            return _known().get(address.partition("|")[0], Concepts(whole=False))
        return self._concepts(known, deep)

    def _system(self, address: str, *, filtered: bool) -> Concepts:
        system = self.systems.get(address)
        if system is None or filtered:
            return Concepts(whole=False)
        listed = dict(_listed(objects(system, "concept", "CodeSystem"), address, "concept", _DEEPEST))
        return Concepts(listed, whole=system.get("content") == "complete")


def value_sets_of(questionnaire: Json, response: Json, beside: Sequence[Json] = ()) -> ValueSets:
    """The value sets that a Questionnaire contains, and those given beside it, alone or in a Bundle. Raises `FhirRefused`.

    What is contained contains nothing itself: a Questionnaire within a response has its value sets there too.
    """
    sets: dict[str, Json] = {}
    systems: dict[str, Json] = {}
    contained = list(objects(questionnaire, "contained", "Questionnaire"))
    if str(response.get("questionnaire")).startswith("#"):
        contained += objects(response, "contained", "QuestionnaireResponse")
    for resource in (*contained, *(one for given in beside for one in _unpacked(given))):
        kind, url = resource.get("resourceType"), resource.get("url")
        names = [name for name in (url, f"#{resource.get('id')}" if resource in contained else None) if isinstance(name, str)]
        target = {"ValueSet": sets, "CodeSystem": systems}.get(str(kind), {})
        target.update(dict.fromkeys(names, resource))
    return ValueSets(sets, systems)


def _unpacked(given: Json) -> Iterator[Json]:
    if given.get("resourceType") != "Bundle":
        yield given
        return
    for entry in objects(given, "entry", "Bundle"):
        resource = entry.get("resource")
        if isinstance(resource, dict):
            yield resource


def _listed(concepts: Sequence[Json], system: str, inner: str, deep: int) -> Iterator[tuple[Code, str]]:
    for concept in concepts:
        code, own = concept.get("code"), str(concept.get("system") or system)
        if isinstance(code, str) and concept.get("abstract") is not True:
            yield (own, code), str(concept.get("display") or "")
        if inner and concept.get(inner):
            if deep == 0:
                raise FhirRefused("ValueSet", "is nested too deeply", "flatten it")
            yield from _listed(objects(concept, inner, "ValueSet"), own, inner, deep - 1)


@cache
def _known() -> dict[str, Concepts]:
    text = files("fourfold.formats.fhir").joinpath("known_value_sets.toml").read_text(encoding="utf-8")
    found: dict[str, Concepts] = {}
    for entry in tomllib.loads(text)["sets"]:
        before = found.get(entry["url"], Concepts())
        codes = {(entry["system"], code): said for code, said in entry["codes"].items()}
        found[entry["url"]] = Concepts({**before.displays, **codes}, exact=before.exact and entry["exact"])
    return found
