"""Who spoke to whom in one session, from a transcript: in words first, then the circle, who held the floor, and the numbers."""

from fourfold.feedback.passages.setting import clean
from fourfold.feedback.passages.talk_basis import what_it_leans_on
from fourfold.feedback.passages.talk_figures import from_whom_to_whom, who_held_the_floor
from fourfold.feedback.passages.talk_numbers import the_numbers
from fourfold.feedback.passages.talk_pairs import did_not_speak
from fourfold.feedback.passages.talk_said import what_was_heard
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.passages.talk_time import through_the_session
from fourfold.feedback.report import Report
from fourfold.vocabulary import Role

AUDIENCE = Role.FACILITATOR
TITLE = "Who spoke to whom"


def write(scene: Scene) -> Report:
    """The talk of one session, in the language of the scene's words."""
    floor = scene.found.floor
    sections = (
        what_was_heard(scene),
        who_held_the_floor(scene, floor),
        from_whom_to_whom(scene, floor),
        did_not_speak(scene),
        through_the_session(scene, floor),
        what_it_leans_on(scene),
        the_numbers(scene),
    )
    say = scene.words.say
    return Report(
        title=say("heard.title"),
        subtitle=clean(scene.file),
        sections=tuple(section for section in sections if section is not None),
        footnotes=(say("foot.describes"), say("foot.staff_only")),
        simulated=False,
        occasion=_occasion(scene),
        language=scene.words.language,
    )


def _occasion(scene: Scene) -> str:
    say = scene.words.say
    time = say("heard.time", max(round(scene.talk.duration_s / 60), 1))
    followed = say("heard.occasion", time=time, people=say("heard.people", scene.talk.seats))
    led = [say("heard.led_by", names=scene.listed(scene.chairs))] if scene.chairs else []
    return " · ".join([followed, *led])
