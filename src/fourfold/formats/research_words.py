"""The words of the codebook of a research release, in English and Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]
WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "en": {
            "title": "Research release",
            "people": "People: one row for each",
            "check_ins": "Check-ins: means of the beginning, the middle and the end of what each person answered",
            "group_stages": "Means over people by stage",
            "counts": "How many people there are of each kind",
            "person": "Made-up name of the person, of this release only",
            "group": "Made-up name of the group, of this release only",
            "stay": "Weeks in the group",
            "sessions": "Sessions held meanwhile",
            "attendance": "Sessions attended, of a hundred",
            "size": "Members in the group, on average",
            "minutes": "Minutes of practice a week, on average",
            "stage": "Third of what this person answered",
            "beginning": "beginning",
            "middle": "middle",
            "end": "end",
            "occasion": "Which assessment of this person it is",
            "week": "Weeks since joining, first of four; the last one stands for any later week",
            "item": "Item of the check-in",
            "n": "People",
            "mean": "Mean, to the nearest half",
            "number": "Number of the row",
            "table": "Table",
            "all": "all",
            "to": "{low} to {high}",
            "more": "{low} or more",
            "simulated": "Simulated: nobody in these data exists.",
            "note": "Names of people and groups were made for this release and thrown away. Nobody, not even the site, can "
            "lead a row back to a person, and two releases do not share names. Do not try to find out who somebody is.",
            "bands": "What is empty or kept back was left out so that at least eleven people are alike in everything told of "
            "them apart from their answers.",
        },
        "es": {
            "title": "Entrega para investigación",
            "people": "Personas: una fila por cada una",
            "check_ins": "Cuestionarios de sesión: medias del comienzo, la mitad y el final de lo que respondió cada persona",
            "group_stages": "Medias de las personas por etapa",
            "counts": "Cuántas personas hay de cada clase",
            "person": "Nombre inventado de la persona, solo de esta entrega",
            "group": "Nombre inventado del grupo, solo de esta entrega",
            "stay": "Semanas en el grupo",
            "sessions": "Sesiones celebradas entretanto",
            "attendance": "Sesiones a las que acudió, de cada cien",
            "size": "Integrantes del grupo, de media",
            "minutes": "Minutos de práctica por semana, de media",
            "stage": "Tercio de lo que respondió esta persona",
            "beginning": "comienzo",
            "middle": "mitad",
            "end": "final",
            "occasion": "Qué evaluación de esta persona es",
            "week": "Semanas desde que entró, la primera de cuatro; la última vale por cualquier semana posterior",
            "item": "Pregunta del cuestionario de sesión",
            "n": "Personas",
            "mean": "Media, al medio punto más cercano",
            "number": "Número de la fila",
            "table": "Tabla",
            "all": "todas",
            "to": "de {low} a {high}",
            "more": "{low} o más",
            "simulated": "Simulado: nadie de estos datos existe.",
            "note": "Los nombres de personas y grupos se inventaron para esta entrega y se tiraron. Nadie, ni el propio "
            "centro, puede llevar una fila hasta una persona, y dos entregas no comparten nombres. No intente averiguar "
            "quién es alguien.",
            "bands": "Lo que falta o no se comunica se dejó fuera para que al menos once personas sean iguales en todo lo que "
            "se dice de ellas aparte de sus respuestas.",
        },
    }
)
