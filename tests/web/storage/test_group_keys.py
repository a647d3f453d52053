"""Keys of groups: beside those of people, in the same ring, and never the same."""

from pathlib import Path

import pytest
from django.conf import settings

from fourfold.web.storage.keyring import KEYRING_FILE, Keyring, keyring
from fourfold.web.storage.keys import KeyMissing, make_key
from fourfold.web.storage.sealing import SealBroken, erase, seal, seal_for_group, unseal, unseal_for_group

PLACE = "note:7f:text"


def test_what_is_sealed_for_a_group_opens_for_this_group_alone() -> None:
    sealed = seal_for_group(1, PLACE, "a note")
    assert unseal_for_group(1, PLACE, sealed) == "a note"
    seal_for_group(2, PLACE, "so that this group has a key")
    for group, place in ((2, PLACE), (1, "note:80:text"), (1, "addendum:7f:text")):
        with pytest.raises(SealBroken):
            unseal_for_group(group, place, sealed)


def test_a_group_and_a_person_of_the_same_number_have_keys_of_their_own() -> None:
    of_group, of_person = seal_for_group(1, PLACE, "a note"), seal(1, PLACE, "a paragraph")
    for open_it, sealed in ((unseal, of_group), (unseal_for_group, of_person)):
        with pytest.raises(SealBroken):
            open_it(1, PLACE, sealed)
    ring = keyring(settings.KEYS)
    assert (ring.people(), ring.groups()) == ({1}, {1})
    assert ring.key(1)[1] != ring.group_key(1)[1]


def test_erasing_a_person_leaves_the_group_of_the_same_number_readable() -> None:
    sealed = seal_for_group(1, PLACE, "a note")
    erase(1)
    assert unseal_for_group(1, PLACE, sealed) == "a note"
    assert unseal_for_group(1, PLACE, seal_for_group(1, PLACE, "again")) == "again"


def test_a_lost_key_of_a_group_is_said() -> None:
    sealed = seal_for_group(1, PLACE, "a note")
    (settings.KEYS / KEYRING_FILE).unlink()
    with pytest.raises(KeyMissing, match=r"people\.keys: holds no key of group 1"):
        unseal_for_group(1, PLACE, sealed)


@pytest.fixture
def rings(tmp_path: Path) -> tuple[Keyring, Keyring]:
    """Two rings of one site, one of them a copy in its time."""
    make_key(tmp_path / "keys")
    return Keyring(tmp_path / "keys"), Keyring(tmp_path / "keys", tmp_path / "copied.keys")


def test_a_ring_takes_in_the_keys_of_groups_that_it_lacks_and_keeps_its_own(rings: tuple[Keyring, Keyring]) -> None:
    mine, other = rings
    own, theirs = mine.group_key_to_seal(1), other.group_key_to_seal(2)
    other.group_key_to_seal(1)
    mine.take_in(other)
    assert mine.group_key(1) == own
    assert mine.group_key(2) == theirs
    mine.take_in(other)
    assert mine.groups() == {1, 2}


def test_a_copy_holds_the_keys_of_groups(rings: tuple[Keyring, Keyring], tmp_path: Path) -> None:
    mine, _ = rings
    key = mine.group_key_to_seal(5)
    mine.copy_to(tmp_path / "beside.keys")
    copied = Keyring(tmp_path / "keys", tmp_path / "beside.keys")
    assert copied.group_key(5) == key
    assert not copied.faults()
    copied.close()


def test_a_ring_made_before_groups_had_keys_still_opens_and_gets_them(rings: tuple[Keyring, Keyring]) -> None:
    mine, other = rings
    person = other.key_to_seal(3)
    other._file.execute("DROP TABLE group_keys")
    other.close()
    older = Keyring(other.path.parent / "keys", other.path)
    assert older.key(3) == person
    mine.take_in(older)
    assert mine.groups() == frozenset()
    assert older.group_key_to_seal(1) == older.group_key(1)
