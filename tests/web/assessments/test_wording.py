"""Wording comes in by Questionnaire, table or lines, is looked at before it counts, and goes out as it came."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fourfold.instruments import instrument
from fourfold.instruments.wording import WordingRefused
from fourfold.web.access import Missing
from fourfold.web.assessments.actions.wording import Imported, import_wording, take_back_wording
from fourfold.web.assessments.reading_import import read_import
from fourfold.web.models import AuditEntry, Wording
from fourfold.web.refusal import Refused
from fourfold.web.words import site_words
from tests.web.assessments.asked import made_up_wording
from tests.web.personas import World

GAD = instrument("gad_7")
LICENCE = "Made up for a test"


def questionnaire(links: str = "q{n}") -> str:
    """A Questionnaire of seven made-up sentences."""
    options = [
        {"valueCoding": {"code": f"L{value}", "display": f"answer {value} of the test", "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": value}]}}
        for value in range(4)
    ]  # fmt: skip
    items = [
        {"linkId": links.format(n=n), "text": f"Sentence {n} of the test", "type": "choice", "answerOption": options}
        for n in range(1, 8)
    ]
    shown = {"linkId": "shown", "type": "display", "text": "Instructions of the test"}
    return json.dumps(
        {
            "resourceType": "Questionnaire",
            "status": "draft",
            "title": "A test",
            "item": [shown, {"linkId": "g", "type": "group", "item": items}],
        }
    )


def lines() -> str:
    """The same as pasted lines."""
    return "\r\n".join(
        ["title: A test", "instructions: Instructions of the test", *(f"{n}. Sentence {n} of the test" for n in range(1, 8))]
        + [f"{value} = answer {value} of the test" for value in range(4)]
    )


@pytest.mark.parametrize(
    "text", [questionnaire(), questionnaire("{n}"), questionnaire("other-{n}"), made_up_wording("gad_7"), lines()]
)
def test_each_kind_of_file_is_read_alike(text: str) -> None:
    read = read_import(GAD, text.encode())
    assert [read.texts[item.key] for item in GAD.items] == [f"Sentence {n} of the test" for n in range(1, 8)]
    words = {key: {int(value): said for value, said in answers.items()} for key, answers in read.answers.items()}
    assert all(said == {value: f"answer {value} of the test" for value in range(4)} for said in words.values())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe not text", "Byte 1"),
        (b'{"resourceType": "Patient"}', "give a Questionnaire"),
        (b'{"resourceType": \n "Questionnaire",, }', "line 2"),
        (b"{" * 2, "no JSON"),
        (b'{"resourceType": "Questionnaire", "item": [{"linkId": "q1", "type": "choice", "text": "One"}]}', "q2"),
        (
            b'{"resourceType": "Questionnaire", "item": ' + b'[{"item": ' * 5000 + b"[]" + b"}]" * 5000 + b"}",
            "nested too deeply",
        ),
        (b'{"resourceType": "Questionnaire", "item": ' + b'[{"item": ' * 700 + b"[]" + b"}]" * 700 + b"}", "nested too deeply"),
        (b'{"resourceType": "Questionnaire", "item": [{"linkId": "q1", "code": [{"code": {}}], "text": "One"}]}', "q2"),
        (b"One\nTwo\n", "2 lines are items"),
        (b"1. One\n3. Two\n", "Line 2: carries the number 3"),
        (b"item,text\nq1,One\nq99,Two\n", "Line 3"),
        (b"x" * 400_001, "larger than"),
    ],
)
def test_what_cannot_be_read_names_the_place_and_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        read_import(GAD, content)
    assert said in str(refused.value)


def test_two_questions_with_one_link_are_refused() -> None:
    with pytest.raises(WordingRefused, match="q1"):
        read_import(GAD, questionnaire("q1").encode())


def test_it_is_looked_at_first_counts_after_a_second_word_and_goes_out_byte_for_byte(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, address = signed_in("facilitator"), reverse("instrument-wording", args=["gad_7"])
    original = "\ufeff" + made_up_wording("gad_7").replace("\n", "\r\n").replace("Sentence 3", "Sentence 3 \u00f1\u2003")
    told = {"site": world.site.pk, "language": "en", "licence": LICENCE, "source": "A test"}
    file = SimpleUploadedFile("test.csv", original.encode(), content_type="text/csv")
    look = client.post(address, {**told, "file": file, "step": "look"})
    page = look.content.decode()
    assert "Is this what you meant?" in page
    assert "Sentence 7 of the test" in page
    assert LICENCE in page
    assert not Wording.objects.exists()
    carried = page.split('name="carried" value="')[1].split('"')[0]
    client.post(address, {**told, "carried": carried, "step": "use"})
    row = Wording.objects.get()
    assert (row.licence, row.language, row.site_id) == (LICENCE, "en", world.site.pk)
    out = client.get(reverse("wording-file", args=[row.pk]))
    assert out.content == original.encode()
    page = client.get(reverse("instrument", args=["gad_7"])).content.decode()
    assert LICENCE in page
    assert "Sentence 1 of the test" in page
    assert AuditEntry.objects.filter(verb="import wording", subject=f"wording:{row.pk}").count() == 1


def test_answers_without_words_are_pointed_out_before_anybody_reads_bare_numbers(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, address = signed_in("facilitator"), reverse("instrument-wording", args=["gad_7"])
    told = {"site": world.site.pk, "language": "en", "licence": LICENCE, "step": "look"}
    bare = "\n".join(f"Sentence {n} of the test" for n in range(1, 8))
    assert "The answers have no words yet" in client.post(address, {**told, "pasted": bare}).content.decode()
    worded = f"{bare}\n0 = never\n1 = seldom\n2 = often\n3 = always"
    assert "The answers have no words yet" not in client.post(address, {**told, "pasted": worded}).content.decode()


def test_without_a_licence_nothing_is_imported(world: World, signed_in: Callable[[str], Client]) -> None:
    told = {"site": world.site.pk, "language": "en", "licence": " ", "pasted": lines(), "step": "use"}
    answer = signed_in("facilitator").post(reverse("instrument-wording", args=["gad_7"]), told)
    assert answer.status_code == 422
    assert "Say by which right your site may use these sentences" in answer.content.decode()
    with pytest.raises(Refused):
        import_wording("gad_7", lines().encode(), Imported(world.site.pk, "en", " ", ""), by=world.viewer("facilitator"))
    assert not Wording.objects.exists()


@pytest.mark.parametrize(("text", "is_kept"), [(lines(), True), ("One\nTwo", False)])
def test_a_file_that_came_well_need_not_be_chosen_again_where_something_else_is_missing(
    world: World, signed_in: Callable[[str], Client], text: str, is_kept: bool
) -> None:
    client, address = signed_in("facilitator"), reverse("instrument-wording", args=["gad_7"])
    told = {"site": world.site.pk, "language": "en", "licence": "" if is_kept else LICENCE, "step": "look"}
    page = client.post(address, {**told, "file": SimpleUploadedFile("test.csv", text.encode())}).content.decode()
    assert ("Your file is kept" in page, 'name="carried"' in page) == (is_kept, is_kept)
    pasted = client.post(address, {**told, "licence": "", "pasted": text}).content.decode()
    assert 'name="carried"' not in pasted
    if is_kept:
        carried = page.split('name="carried" value="')[1].split('"')[0]
        assert (
            "Is this what you meant?" in client.post(address, told | {"licence": LICENCE, "carried": carried}).content.decode()
        )


def test_a_fault_stands_beside_what_was_pasted(world: World, signed_in: Callable[[str], Client]) -> None:
    told = {"site": world.site.pk, "language": "en", "licence": LICENCE, "pasted": "One\nTwo", "step": "look"}
    answer = signed_in("facilitator").post(reverse("instrument-wording", args=["gad_7"]), told)
    assert answer.status_code == 422
    assert "2 lines are items" in answer.content.decode()


def test_the_one_before_is_kept_and_comes_back_when_the_new_one_is_taken_back(world: World) -> None:
    by, told = world.viewer("facilitator"), Imported(world.site.pk, "en", LICENCE, "")
    first = import_wording("gad_7", made_up_wording("gad_7").encode(), told, by=by)
    spanish = import_wording("gad_7", lines().encode(), Imported(world.site.pk, "es", LICENCE, ""), by=by)
    second = import_wording("gad_7", questionnaire().encode(), told, by=by)
    assert set(Wording.objects.filter(replaced_at=None)) == {second, spanish}
    take_back_wording(second.pk, by=by)
    assert set(Wording.objects.filter(replaced_at=None)) == {first, spanish}
    assert Wording.objects.count() == 3


@pytest.mark.parametrize("persona", ["outsider", "manager", "researcher", "administrator", "member"])
def test_nobody_else_imports_takes_back_or_fetches_the_file(
    world: World, signed_in: Callable[[str], Client], persona: str
) -> None:
    told = Imported(world.site.pk, "en", LICENCE, "")
    row = import_wording("gad_7", lines().encode(), told, by=world.viewer("facilitator"))
    with pytest.raises(Missing):
        import_wording("gad_7", lines().encode(), told, by=world.viewer(persona))
    with pytest.raises(Missing):
        take_back_wording(row.pk, by=world.viewer(persona))
    assert signed_in(persona).get(reverse("wording-file", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("key", ["gq", "follow_up", "member_check_in"])
def test_what_has_its_own_words_or_none_at_all_takes_no_import(world: World, key: str) -> None:
    with pytest.raises(Missing):
        import_wording(key, lines().encode(), Imported(world.site.pk, "en", LICENCE, ""), by=world.viewer("facilitator"))


def test_a_site_reads_its_own_wording_and_another_site_reads_none(world: World, signed_in: Callable[[str], Client]) -> None:
    import_wording("gad_7", lines().encode(), Imported(world.site.pk, "en", LICENCE, ""), by=world.viewer("facilitator"))
    address, file = reverse("instrument", args=["gad_7"]), reverse("instrument-questionnaire", args=["gad_7"])
    for persona in ("researcher", "supervisor"):
        assert "Sentence 1 of the test" in signed_in(persona).get(address).content.decode()
    outside = signed_in("outsider")
    assert "Sentence 1 of the test" not in outside.get(address).content.decode()
    assert "Sentence 1 of the test" not in outside.get(file).content.decode()
    inside = json.loads(signed_in("facilitator").get(file).content)
    assert inside["resourceType"] == "Questionnaire"
    assert "Sentence 1 of the test" in json.dumps(inside)


@pytest.mark.parametrize(("language", "said"), [("en", "Cronbach’s alpha 0.86"), ("es", "alfa de Cronbach 0,86")])
def test_what_kind_a_reliability_is_reads_in_the_language_of_the_page(
    world: World, signed_in: Callable[[str], Client], language: str, said: str
) -> None:
    assert {f"kind_{kind}" for kind in ("alpha", "omega", "retest")} <= set(site_words(language).entries["assessments"])
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = language
    page = client.get(reverse("instrument", args=["scs_sf"])).content.decode()
    assert said in page
