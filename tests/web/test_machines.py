"""What machines ask for: each is answered without an account, and tells nothing of the site."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory


@pytest.mark.django_db
def test_health_is_ok_to_everybody_and_leaves_nothing_behind() -> None:
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_health_is_not_ok_when_the_database_does_not_answer() -> None:
    def refuse(*given: object) -> None:
        raise DatabaseError("secret of the database")

    with connection.execute_wrapper(refuse):
        answer = Client().get("/health")
    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_health_is_answered_without_tls_behind_a_server_that_has_it(settings: Any, db: None) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health").status_code == 200
    assert Client().get("/robots.txt").status_code == 301


@pytest.mark.django_db
def test_search_engines_are_sent_away_and_the_picture_is_there() -> None:
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 302
    drawn = Client().get(answer.headers["Location"])
    assert b"<svg" in b"".join(drawn.streaming_content)
    drawn.close()


def test_a_large_file_that_nobody_asked_for_is_written_nowhere() -> None:
    sent = RequestFactory().post("/c/", {"code": "ABCDEF", "file": SimpleUploadedFile("large", bytes(3_000_000))})
    assert sent.POST["code"] == "ABCDEF"
    assert not sent.FILES
