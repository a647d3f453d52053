"""How passwords are hashed: argon2id with 19 MiB, two passes, one lane; two at a time."""

import threading

from argon2 import Parameters, Type
from argon2.low_level import ARGON2_VERSION
from django.contrib.auth.hashers import Argon2PasswordHasher

_two_at_a_time = threading.BoundedSemaphore(2)


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the parameters of OWASP's first choice. Memory is bounded: only two are computed at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def params(self) -> Parameters:
        """The parameters that a new hash is made with."""
        return Parameters(
            type=Type.ID,
            version=ARGON2_VERSION,
            salt_len=16,
            hash_len=32,
            time_cost=self.time_cost,
            memory_cost=self.memory_cost,
            parallelism=self.parallelism,
        )

    def encode(self, password: str, salt: str) -> str:
        """The hash of a password."""
        with _two_at_a_time:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether a password is the one that was hashed."""
        with _two_at_a_time:
            return bool(super().verify(password, encoded))
