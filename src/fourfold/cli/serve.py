"""`fourfold serve`: run the site."""

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.interrupt import Interrupt
from fourfold.cli.site import folders, open_site

if TYPE_CHECKING:
    from fourfold.web.storage.certificates import Certificates


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    lan: Annotated[bool, typer.Option("--lan", help="For the local network, encrypted, with certificates made here.")] = False,
    workers: Annotated[int, typer.Option(help="How many processes answer.", min=1, max=64)] = 2,
    threads: Annotated[int, typer.Option(help="How many requests one process answers at a time.", min=1, max=256)] = 16,
) -> None:
    """Run the site: on this machine alone unless told otherwise."""
    if os.environ.get("FOURFOLD_DEMO"):
        raise ValueError("FOURFOLD_DEMO opens a site to everybody without a second factor; look at one with: fourfold demo")
    certificates = _for_network() if lan else None
    listen = "0.0.0.0" if lan and host == "127.0.0.1" else host
    _refuse_unprotected(listen, lan)
    open_site()
    from django.conf import settings

    from fourfold.web.storage.serving import served

    if certificates is not None:
        _say_certificates(certificates, port)
    else:
        typer.echo(f"Fourfold: http://{'localhost' if listen == '127.0.0.1' else listen}:{port}/   (stop with Ctrl-C)")
    with served(settings.HOME):
        run(listen, port, workers=workers, threads=threads, certificates=certificates)


def run(host: str, port: int, *, workers: int = 2, threads: int = 16, certificates: "Certificates | None" = None) -> None:
    """Answer requests until told to stop; a process that ends unexpectedly is started again."""
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # A forked process would inherit Polars' threads as they stood, and wait for them for ever.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "fourfold.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        ssl_cert=certificates.certificate if certificates else None,
        ssl_key=certificates.key if certificates else None,
    )
    server.main_loop_interrupt = Interrupt(lambda: bool(server.interrupt_signal))
    server.serve()


def _refuse_unprotected(host: str, lan: bool) -> None:
    """Answers and passwords never cross a network in plain, unless somebody says that a proxy protects them."""
    if lan or os.environ.get("FOURFOLD_BEHIND_PROXY"):
        return
    try:
        inside = ip_address(host).is_loopback
    except ValueError:
        inside = host == "localhost"
    if not inside:
        raise ValueError(
            f"--host {host}: answers would cross the network unprotected; add --lan, "
            "or set FOURFOLD_BEHIND_PROXY=1 when a proxy with TLS stands in front"
        )


def _for_network() -> "Certificates":
    """Certificates for this machine's names; the settings are told, before they are read, that the site is encrypted."""
    from fourfold.web.storage.certificates import certificates, names_here

    _, keys = folders()
    names = names_here()
    made = certificates(keys, names)
    os.environ["FOURFOLD_TLS"] = "1"
    told = [name for name in os.environ.get("FOURFOLD_HOSTS", "").split(",") if name]
    os.environ["FOURFOLD_HOSTS"] = ",".join([*told, *(f"[{name}]" if ":" in name else name for name in names)])
    return made


def _say_certificates(made: "Certificates", port: int) -> None:
    for name in made.names:
        typer.echo(f"Fourfold: https://{f'[{name}]' if ':' in name else name}:{port}/")
    typer.echo(f"every device must trust this site's own authority once: install {made.authority} on it, and compare first")
    typer.echo(f"its fingerprint (SHA-256): {made.fingerprint}")
    typer.echo("how, for each kind of device: docs/howto/run_a_site.md   (stop with Ctrl-C)")
