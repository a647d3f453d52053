"""A password hasher that tells what it was asked to hash."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

WORKED: list[str] = []


class Counted(PBKDF2PasswordHasher):
    """Quick, and it keeps count."""

    iterations = 1
    algorithm = "counted"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        WORKED.append(password)
        return str(super().encode(password, salt, iterations))
