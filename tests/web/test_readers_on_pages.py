"""Files that cannot be read, on pages in Spanish: each says in Spanish what is wrong and what to do."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fourfold.formats.transcript import TranscriptRefused
from fourfold.formats.transcripts import read_transcript
from fourfold.instruments import instrument
from fourfold.instruments.wording import WordingRefused
from fourfold.web.assessments.reading_import import read_import
from fourfold.web.models import Session
from fourfold.web.told_by_readers import retold
from fourfold.web.words import site_words
from tests.web.assessments.asked import made_up_wording
from tests.web.personas import World

SignIn = Callable[[str], Client]
GAD = instrument("gad_7")
OTHERWISE = "readers.file_otherwise"


@pytest.fixture
def facilitator(world: World, signed_in: SignIn) -> Client:
    """Whoever facilitates, and reads Spanish."""
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    return client


@pytest.fixture
def session(world: World) -> Session:
    """The group's session of today."""
    return Session.objects.get(group=world.group, number=3)


def wording(change: str, to: str) -> str:
    text = made_up_wording("gad_7")
    assert change in text
    return text.replace(change, to, 1)


def questions(n: int = 7, **more: object) -> str:
    """A Questionnaire of so many made-up questions."""
    asked = [{"linkId": f"q{k}", "type": "choice", "text": f"Sentence {k}", **more} for k in range(1, n + 1)]
    return json.dumps({"resourceType": "Questionnaire", "item": asked})


WORDINGS = [
    ("", "El archivo está vacío"),
    ("item,text\n", "A Generalized Anxiety Disorder"),
    (wording("q1,", "q99,"), "«q99» no es ninguna pregunta de"),
    (wording("item,text", "item,texto"), "Línea 1: las columnas son item, texto"),
    (made_up_wording("gad_7") + "q1,Another,,\n", "«q1» ya tiene un texto"),
    (made_up_wording("gad_7") + "*,,9,often\n", "9 no es ninguna respuesta de «*». Las respuestas son 0, 1, 2, 3."),
    (made_up_wording("gad_7") + "*,,1,\n", "una respuesta necesita su valor y sus palabras"),
    (made_up_wording("gad_7") + "*,,1,other words\n", "la respuesta 1 de «*» está dos veces"),
    (made_up_wording("gad_7") + "q1,,,\n", "no dice nada de «q1»"),
    (made_up_wording("gad_7") + "title,,1,often\n", "«title» no tiene respuestas"),
    (made_up_wording("gad_7") + 'q1,"open\n', "no se puede leer como CSV. Cierre todas las comillas."),
    (made_up_wording("gad_7") + "q1,a,b,c,d\n", "campos, no 4"),
    ("One\nTwo\n", "Líneas con una pregunta: 2, y"),
    ("1. One\n3. Two\n", "Línea 2: lleva el número 3, pero es la pregunta 2."),
    ("x" * 400_001, "El archivo pasa de 400 kB"),
    ("{", "Questionnaire, línea 1: no es JSON."),
    ('{"resourceType": "Patient"}', "resourceType es 'Patient'"),
    ('{"resourceType": "Questionnaire", "a": NaN}', "contiene NaN, que en JSON no es un número"),
    ('{"resourceType": "Questionnaire", "a": 1, "a": 2}', "da 'a' dos veces"),
    ('{"resourceType": "Questionnaire", "a": ' + "9" * 61 + "}", "un número con 61 cifras"),
    ('{"resourceType": "Questionnaire", "a": "\\ud800"}', "medio carácter"),
    ('{"resourceType": "Questionnaire", "item": ' + "[" * 700 + "]" * 700 + "}", "demasiados niveles"),
    ('{"resourceType": "Questionnaire", "item": 7}', "«item» no es una lista de objetos"),
    (questions(1), "Dé a cada pregunta su linkId, por ejemplo q2."),
    (questions(answerOption=[{"valueString": "seldom"}]), "pregunta q1: la respuesta «seldom» no tiene valor"),
    (
        '{"resourceType": "Questionnaire", "item": [{"linkId": "q1"}, {"linkId": "1"}]}',
        "Las preguntas 'q1' y '1' son las dos «q1»",
    ),
]


@pytest.mark.parametrize(("text", "said"), WORDINGS, ids=[said[:30] for _, said in WORDINGS])
def test_wording_that_cannot_be_read_is_refused_in_spanish(facilitator: Client, world: World, text: str, said: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        read_import(GAD, text.encode())
    told = {"site": world.site.pk, "language": "es", "licence": "Made up for a test", "step": "look"}
    file = SimpleUploadedFile("test.csv", text.encode() or b" ")
    page = facilitator.post(reverse("instrument-wording", args=["gad_7"]), {**told, "file": file})
    assert page.status_code == 422
    assert retold(str(refused.value), "es", OTHERWISE) in page.context["form"].errors["file"]
    assert said in retold(str(refused.value), "es", OTHERWISE)


HEAD = "start_s,end_s,speaker\n"
XML = '<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/>{}</ANNOTATION_DOCUMENT>'
SPOKEN = '<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"/></ANNOTATION>'
TIER = f'<TIER TIER_ID="A" PARTICIPANT="A">{SPOKEN}</TIER>'
GRID = '"ooTextFile"\n"TextGrid"\n0 9 <exists> 1 {} "A" 0 9 {}\n'
TRANSCRIPTS = [
    ("a.vtt", "", "a.vtt: el archivo está vacío."),
    ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n", "ningún tramo de habla dice quién habla"),
    ("a.vtt", "WEBVTT\n", "ningún tramo de habla con su tiempo"),
    ("a.vtt", "WEBVTT\n\n00:09.000 --> 00:02.000\n<v A>hello\n", "el primero es el número 1, de 9 s a 2 s"),
    ("a.mp3", "ID3", "es una grabación"),
    ("a.docx", "PK", "un documento no dice cuándo termina de hablar"),
    ("a.pdf", "%PDF", "como .vtt o .srt"),
    ("a.xlsx", "PK", "guarde la hoja como CSV"),
    ("a.xyz", "what", ".xyz no es una transcripción conocida"),
    ("a", "what", "un archivo sin terminación"),
    ("a.txt", "only words", "el texto simple no dice"),
    ("a.json", "{", "a.json, línea 1: no es JSON."),
    ("a.json", "[" * 100_000, "a.json"),
    ("a.json", '{"nothing": 1}', "este JSON no es de ningún programa conocido"),
    ("a.json", '{"segments": [{"start": 0, "end": 1, "text": "hello"}]}', "Whisper anotó qué se dice"),
    ("a.json", '{"results": {"channels": [], "utterances": [{"start": 0, "end": 1}]}}', "Deepgram no distinguió las voces"),
    ("a.csv", "start_s,end_s\n0,1\n", "a.csv, línea 1: falta la columna speaker."),
    ("a.csv", HEAD + "zero,1,Ana\n", "a.csv, línea 2, columna start_s: contiene 'zero'."),
    ("a.csv", HEAD + ",1,Ana\n", "columna start_s: está vacía."),
    ("a.csv", HEAD + "-1,1,Ana\n", "start_s está por debajo de 0"),
    ("a.csv", HEAD + "4,1,Ana\n", "columna end_s: 1 es antes del comienzo, 4."),
    ("a.csv", HEAD + "0,1,GROUP\n", "pero GROUP no habla"),
    ("a.csv", HEAD + "0,1,Ana,Ben\n", "hay 4 celdas para 3 columnas. Ponga entre comillas las celdas que contienen ','."),
    ("a.csv", HEAD + '0,1,"Ana\n', "no se puede leer como CSV"),
    ("a.csv", "start_s,end_s,speaker,speaker\n0,1,A,B\n", "la columna speaker está dos veces"),
    ("a.csv", "start_s,end_s,speaker,addressee\n0,1,Ana,Ana\n", "Ana habla consigo"),
    ("a.rttm", "SPEAKER a 1 0.5\n", "a.rttm, línea 1: tiene 4 campos."),
    ("a.rttm", "SPEAKER a 1 x 2 <NA> <NA> s <NA> <NA>\n", "'x' no es un número de segundos"),
    ("a.rttm", "SPEAKER a 1 0 2 - - s\nSPEAKER b 1 0 2 - - s\n", "aquí empieza otra grabación, 'b' después de 'a'."),
    ("a.cha", "@UTF8\n*A:\thello .\n", "ninguna intervención tiene su tiempo, de 1 en total"),
    ("a.eaf", "<a>", "a.eaf: no es XML que se pueda leer (línea 1, columna 3)."),
    ("a.eaf", "<a/>", "el documento es 'a'"),
    ("a.eaf", XML.replace("milliseconds", "frames").format(""), "los tiempos están en 'frames'"),
    ("a.eaf", XML.format('<TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="x"/>'), "marca de tiempo t1: 'x' no es un número"),
    ("a.eaf", XML.format(TIER), "falta la marca de tiempo 't1'"),
    ("a.TextGrid", "ooBinaryFile", "es un TextGrid binario"),
    ("a.TextGrid", '"x" "y"', "'x' no es un TextGrid"),
    ("a.TextGrid", '"ooTextFile" "TextGrid" 0', "línea 1: el archivo termina donde corresponde un número."),
    ("a.TextGrid", '"ooTextFile" "TextGrid" "a" 9', "está '\"a\"' donde corresponde un número."),
    ("a.TextGrid", GRID.format('"Other"', "0"), "de tipo 'Other'"),
    ("a.TextGrid", GRID.format('"IntervalTier"', "400000"), "ningún TextGrid de una sesión tiene más de 300\u00a0000"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), TRANSCRIPTS, ids=[said[:30] for _, _, said in TRANSCRIPTS])
def test_a_transcript_that_cannot_be_read_is_refused_in_spanish(
    name: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(TranscriptRefused) as refused:
        read_transcript(Path(name))
    told = retold(str(refused.value), "es", OTHERWISE)
    assert told != site_words("es").say(OTHERWISE)
    assert said in told


def test_the_page_of_a_transcript_says_it_too_and_what_was_noticed(facilitator: Client, session: Session) -> None:
    address = reverse("talk-import", args=[session.pk])
    broken = SimpleUploadedFile("a.csv", b"start_s,end_s,speaker,act\n0,1,Ana,hug\n")
    answer = facilitator.post(address, {"file": broken, "begins_at": ""})
    assert answer.status_code == 422
    assert "Este archivo no se pudo leer. a.csv, línea 2: no hay ningún acto &#x27;hug&#x27;." in answer.content.decode()
    assert "there is no act" not in answer.content.decode()
    rows = "start_s,end_s,speaker,mood\n0,1,Ana,\n1,2,Ben,\n2,3,Ana,\n3,4,,\n9,400000,Ana,\n"
    facilitator.post(address, {"file": SimpleUploadedFile("a.csv", rows.encode()), "begins_at": ""})
    page = facilitator.get(reverse("talk-import-who", args=[session.pk])).content.decode()
    assert "Columnas que no se leyeron: mood." in page
    assert "un tramo no dice quién habla, de 4 en total." in page
    assert "Aparecen una sola vez; mire si son personas: Ben." in page
    assert "Se dejó fuera un tramo con un tiempo que no se puede leer" in page
    assert site_words("es").say("readers.noticed_otherwise") not in page
    assert "Named once" not in page


def test_a_practice_of_a_site_that_is_broken_is_told_of_in_spanish(facilitator: Client, folder: Path) -> None:
    (folder / "broken.toml").write_text('key = "broken"\nsteps = \n', encoding="utf-8")
    (folder / "other.toml").write_text('key = "other"\nminutes = 3\n', encoding="utf-8")
    page = facilitator.get(reverse("practices")).content.decode()
    assert "broken.toml: no es TOML (línea 2, columna 9). Corrija ese lugar." in page
    assert "other.toml, minutes: aquí no hay ningún campo de ese nombre. Use uno de estos: key, version" in page
    assert "is no TOML" not in page
    assert "is not a field" not in page


def test_a_record_that_contradicts_itself_is_told_of_in_spanish(facilitator: Client, world: World, session: Session) -> None:
    Session.objects.filter(group=world.group, number=1).update(held_on=session.held_on + timedelta(days=1))
    answer = facilitator.get(reverse("group", args=[world.group.pk]))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "tiene una fecha anterior a la de la sesión que la precede" in page
    assert "sesiones, fila 2, held_on" in page
    assert "is dated before" not in page
    assert site_words("es").say("readers.record_otherwise") not in page


@pytest.mark.parametrize(("body", "status"), [("no JSON", 400), ('{"events": [7]}', 422)])
def test_a_board_that_sends_what_cannot_be_read_is_answered_in_spanish(
    facilitator: Client, session: Session, body: str, status: int
) -> None:
    address = reverse("board-events", args=[session.pk])
    answer = facilitator.post(address, body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["error"] == site_words("es").say("readers.board_otherwise")
