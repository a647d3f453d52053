"""Sealed texts open for their person and place alone, and for nobody once the key is destroyed."""

import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from django.conf import settings
from hypothesis import given
from hypothesis import settings as unhurried
from hypothesis import strategies as st

from fourfold.web.storage.keyring import KEYRING_FILE, Keyring, keyring
from fourfold.web.storage.keys import KEY_FILE, KeyMissing, derived, make_key
from fourfold.web.storage.sealing import Erased, SealBroken, erase, seal, unseal

PLACE = "membership:7f:reason"


def _pages(path: Path, key: bytes) -> bytes:
    """Every page of an encrypted file, decrypted (SQLCipher 4: AES-256-CBC, the vector and a code of 64 bytes at the end)."""
    content, plain = path.read_bytes(), b""
    for start in range(0, len(content), 4096):
        page = content[start : start + 4096]
        body = page[16 if start == 0 else 0 : -80]
        opened = Cipher(AES(key), CBC(page[-80:-64])).decryptor()
        plain += opened.update(body) + opened.finalize()
    return plain


@unhurried(deadline=None)
@given(st.text(), st.text(min_size=1), st.integers(1, 50))
def test_what_is_sealed_opens_as_it_was(text: str, place: str, person: int) -> None:
    assert unseal(person, place, seal(person, place, text)) == text


@given(st.text(min_size=1))
def test_the_same_text_is_never_sealed_alike(text: str) -> None:
    assert len({seal(1, PLACE, text) for _ in range(8)}) == 8


@given(st.integers(min_value=0), st.integers(0, 7))
def test_every_flipped_bit_is_noticed(byte: int, bit: int) -> None:
    sealed = bytearray(seal(1, PLACE, "a reason"))
    sealed[byte % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        unseal(1, PLACE, bytes(sealed))


@given(st.integers(0, 60))
def test_a_text_cut_short_is_noticed(length: int) -> None:
    sealed = seal(1, PLACE, "a reason of somebody")
    with pytest.raises(SealBroken, match="membership:7f:reason"):
        unseal(1, PLACE, sealed[: min(length, len(sealed) - 1)])


def test_a_text_opens_neither_for_another_person_nor_in_another_place() -> None:
    sealed = seal(1, PLACE, "a reason")
    seal(2, PLACE, "so that this person has a key")
    for person, place in ((2, PLACE), (1, "membership:7f:name"), (1, "membership:80:reason")):
        with pytest.raises(SealBroken):
            unseal(person, place, sealed)


def test_a_destroyed_key_opens_and_seals_nothing_again() -> None:
    sealed, other = seal(1, PLACE, "a reason"), seal(2, PLACE, "another")
    erase(1)
    erase(1)
    with pytest.raises(Erased):
        unseal(1, PLACE, sealed)
    with pytest.raises(Erased):
        seal(1, PLACE, "again")
    assert unseal(2, PLACE, other) == "another"
    assert keyring(settings.KEYS).erased() == {1}


def test_erasing_somebody_who_never_had_a_key_keeps_them_erased() -> None:
    erase(9)
    with pytest.raises(Erased):
        seal(9, PLACE, "late")


def test_an_erasure_in_another_process_is_seen_at_once() -> None:
    sealed = seal(1, PLACE, "a reason")
    process = multiprocessing.get_context("fork").Process(target=erase, args=(1,))
    process.start()
    process.join()
    assert process.exitcode == 0
    with pytest.raises(Erased):
        unseal(1, PLACE, sealed)


def test_threads_that_seal_for_somebody_new_agree_on_one_key() -> None:
    begin, sealed = threading.Barrier(6), list[bytes]()

    def work() -> None:
        begin.wait()
        sealed.append(seal(77, PLACE, "at once"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [unseal(77, PLACE, text) for text in sealed] == ["at once"] * 6


def test_a_lost_keyring_is_said_and_not_taken_for_a_new_site() -> None:
    sealed = seal(1, PLACE, "a reason")
    (settings.KEYS / KEYRING_FILE).unlink()
    with pytest.raises(KeyMissing, match=r"people\.keys: holds no key of person 1"):
        unseal(1, PLACE, sealed)


def test_the_keyring_of_another_site_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_key(tmp_path / name)
    ring = Keyring(tmp_path / "one")
    ring.key_to_seal(1)
    ring.copy_to(tmp_path / "two" / KEYRING_FILE)
    ring.close()
    with pytest.raises(KeyMissing, match="bring back the keyring that belongs to it"):
        Keyring(tmp_path / "two")


def test_no_key_stands_readable_in_the_file_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    make_key(tmp_path / "keys")
    ring = Keyring(tmp_path / "keys")
    secrets = [ring.key_to_seal(person)[1] for person in range(1, 20)]
    ring.copy_to(tmp_path / "copy.keys")
    assert ring.faults() == []
    for path in (ring.path, tmp_path / "copy.keys"):
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret in content or secret.hex().encode() in content]
        assert not content.startswith(b"SQLite")
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
    ring.close()


def test_a_destroyed_key_lies_in_no_page_of_the_opened_file(tmp_path: Path) -> None:
    """Opened with the site's key and written out plainly, free pages and all: no rest of an erased key."""
    make_key(tmp_path / "keys")
    ring = Keyring(tmp_path / "keys")
    secrets = {person: ring.key_to_seal(person)[1] for person in range(1, 200)}
    for person in range(1, 100):
        ring.erase(person)
    ring.close()
    plain = _pages(ring.path, derived(tmp_path / "keys", "people"))
    assert all(secrets[person] in plain for person in range(100, 200))
    assert not [person for person in range(1, 100) if secrets[person] in plain]


def test_a_flipped_bit_in_the_keyring_is_found(tmp_path: Path) -> None:
    make_key(tmp_path / "keys")
    ring = Keyring(tmp_path / "keys")
    for person in range(1, 100):
        ring.key_to_seal(person)
    ring.close()
    content = bytearray(ring.path.read_bytes())
    content[-100] ^= 4
    ring.path.write_bytes(content)
    damaged = Keyring(tmp_path / "keys")
    assert damaged.faults()
    damaged.close()


def test_a_key_folder_made_here_is_closed_to_others(tmp_path: Path) -> None:
    path = make_key(tmp_path / "keys")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert path.name == KEY_FILE
    assert not os.access(path, os.X_OK)
