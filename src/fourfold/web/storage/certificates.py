"""A certificate authority of the site's own: phones and kiosks on the local network need TLS, and no outside service is asked.

The authority may vouch for private addresses and for this machine's name only, so trusting it opens nothing else.
"""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fourfold.web.storage.keyring import put_in_place

_PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
_AUTHORITY_DAYS, _HOST_DAYS, _RENEW_DAYS = 3650, 397, 30


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files of a site that is served on the local network, the names they are for, and the authority's fingerprint."""

    authority: Path
    certificate: Path
    key: Path
    names: tuple[str, ...]
    fingerprint: str


def certificates(folder: Path, names: tuple[str, ...]) -> Certificates:
    """The certificates below a key folder; made where absent, the host's again where old or for other names."""
    place = folder / "tls"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _authority(place, names)
    path, key_path = place / "site.pem", place / "site.key"
    if not path.exists() or not _still_good(x509.load_pem_x509_certificate(path.read_bytes()), authority, names):
        key = generate_private_key(SECP256R1())
        issued = _host(key, names, authority, authority_key)
        _write(key_path, _pem(key))
        _write(path, issued.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))
    told = authority.fingerprint(SHA256()).hex(":").upper()
    return Certificates(place / "authority.pem", path, key_path, names, told)


def names_here() -> tuple[str, ...]:
    """The names and private addresses of this machine that others on the local network can use."""
    name = socket.gethostname().partition(".")[0].lower() or "fourfold"
    found = {str(info[4][0]).partition("%")[0] for info in _addresses(name)} | {_outward()}
    return ("localhost", f"{name}.local", name, *sorted(a for a in found if a and _is_private(a)))


def _is_private(address: str) -> bool:
    """Whether the authority may vouch for an address, and it is not the machine's own loopback."""
    inside = [space for space in map(ip_network, _PRIVATE) if ip_address(address) in space]
    return bool(inside) and not ip_address(address).is_loopback


def _addresses(name: str) -> list[tuple[object, object, object, object, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(name, None))
    except OSError:
        return []


def _outward() -> str:
    """The address from which this machine would speak to a network; asking for it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _authority(place: Path, names: tuple[str, ...]) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    path, key_path = place / "authority.pem", place / "authority.key"
    if path.exists() and key_path.exists():
        key = load_pem_private_key(key_path.read_bytes(), None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError(f"{key_path}: is not a key that was made here; move the folder {place} away to make new ones")
        return x509.load_pem_x509_certificate(path.read_bytes()), key
    key = generate_private_key(SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Fourfold on {names[-1] if len(names) == 1 else names[1]}")])
    allowed = [x509.DNSName("localhost"), *(x509.DNSName(name) for name in names if not _is_address(name))]
    spaces = [x509.IPAddress(ip_network(space)) for space in _PRIVATE]
    made = (
        _begun(title, title, _AUTHORITY_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
        .add_extension(x509.NameConstraints([*allowed, *spaces], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    _write(key_path, _pem(key))
    _write(path, made.public_bytes(Encoding.PEM))
    return made, key


def _host(
    key: EllipticCurvePrivateKey, names: tuple[str, ...], authority: x509.Certificate, authority_key: EllipticCurvePrivateKey
) -> x509.Certificate:
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    return (
        _begun(title, authority.subject, _HOST_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, SHA256())
    )


def _begun(title: x509.Name, issuer: x509.Name, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    begun = x509.CertificateBuilder().subject_name(title).issuer_name(issuer).serial_number(x509.random_serial_number())
    return begun.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=days))


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(certificate: x509.Certificate, authority: x509.Certificate, names: tuple[str, ...]) -> bool:
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    left = certificate.not_valid_after_utc - datetime.now(UTC)
    return set(covered) == {_general(n) for n in names} and left.days > _RENEW_DAYS and certificate.issuer == authority.subject


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(_address(name)) if _is_address(name) else x509.DNSName(name)


def _address(name: str) -> IPv4Address | IPv6Address:
    return ip_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    put_in_place(part, path)
