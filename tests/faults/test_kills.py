"""SIGKILL while eight devices answer: nothing acknowledged is lost, nothing is there twice, the log is whole."""

import random
import time
from pathlib import Path

import pytest

from tests.faults.ground import Devices, nothing_is_half, open_cards, serving
from tests.web.site_process import make_site

pytestmark = pytest.mark.fault
KILLS = 30


def test_thirty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    site, chance = make_site(tmp_path), random.Random(30)
    tokens = open_cards(site, sessions=160, members=50)
    with serving(site) as server:
        devices = Devices(server.port, tokens)
        devices.start(8)
        for _ in range(KILLS):
            before = len(devices.acknowledged)
            while len(devices.acknowledged) < before + 5 and not devices.refused and devices.are_at_it:
                time.sleep(0.01)
            time.sleep(chance.random() * 0.2)
            server.kill()
            server.start()
        devices.stop()
    assert devices.refused == []
    assert devices.tried_again > KILLS
    held = nothing_is_half(site, devices.acknowledged)
    assert len(set(devices.acknowledged)) == len(devices.acknowledged) >= 5 * KILLS
    assert len(held.keys) == len(devices.acknowledged), "each device stopped only once it was told"
    site.done("backup")


def test_many_sendings_of_few_answers_give_each_answer_once(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    tokens = open_cards(site, sessions=5, members=8)
    with serving(site, workers=2) as server:
        rounds = [Devices(server.port, tokens, keys=[f"key-of-card-number-{k}" for k in range(40)]) for _ in range(16)]
        for devices in rounds:
            devices.start(1)
        for devices in rounds:
            devices.wait()
    assert [devices.refused for devices in rounds] == [[]] * 16
    assert [len(devices.acknowledged) for devices in rounds] == [40] * 16
    assert len(nothing_is_half(site, []).keys) == 40
