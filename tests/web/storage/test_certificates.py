"""The authority of the local network: what it vouches for, and what it cannot."""

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from fourfold.web.storage.certificates import Certificates, certificates, names_here

NAMES = ("localhost", "clinic.local", "clinic", "192.168.7.20")


def _loaded(made: Certificates) -> tuple[x509.Certificate, x509.Certificate]:
    return x509.load_pem_x509_certificate(made.authority.read_bytes()), x509.load_pem_x509_certificates(
        made.certificate.read_bytes()
    )[0]


def test_the_certificate_is_accepted_for_its_names_by_whoever_trusts_the_authority(tmp_path: Path) -> None:
    authority, site = _loaded(made := certificates(tmp_path, NAMES))
    site.verify_directly_issued_by(authority)
    covered = site.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert covered.get_values_for_type(x509.DNSName) == list(NAMES[:3])
    assert [str(a) for a in covered.get_values_for_type(x509.IPAddress)] == [NAMES[3]]
    assert made.fingerprint == authority.fingerprint(SHA256()).hex(":").upper()
    PolicyBuilder().store(Store([authority])).build_server_verifier(x509.DNSName("clinic.local")).verify(site, [])


def test_the_authority_can_vouch_for_no_name_outside(tmp_path: Path) -> None:
    certificates(tmp_path, NAMES)
    authority, site = _loaded(certificates(tmp_path, (*NAMES, "bank.example")))
    verifier = PolicyBuilder().store(Store([authority])).build_server_verifier(x509.DNSName("bank.example"))
    with pytest.raises(VerificationError):
        verifier.verify(site, [])


def test_the_authority_stays_and_the_certificate_is_renewed_when_the_names_change(tmp_path: Path) -> None:
    first = _loaded(certificates(tmp_path, NAMES))
    assert _loaded(certificates(tmp_path, NAMES)) == first
    moved = _loaded(certificates(tmp_path, (*NAMES[:3], "10.0.0.9")))
    assert moved[0] == first[0]
    assert moved[1] != first[1]


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    made = certificates(tmp_path, NAMES)
    assert not [p for p in (made.key, made.authority.with_suffix(".key")) if stat.S_IMODE(p.stat().st_mode) & 0o077]


def test_this_machine_is_known_by_names_that_a_browser_on_it_accepts() -> None:
    assert names_here()[0] == "localhost"
    assert names_here()[1].endswith(".local")
