"""Sealing what staff answer of themselves: with a key of the account, apart from everything else of the site."""

import json
from collections.abc import Mapping
from uuid import UUID

from fourfold.web.storage.sealing import seal_for_account, unseal_for_account

Answers = Mapping[str, int | None]


def sealed(user_id: int, uid: UUID, answers: Answers) -> bytes:
    """Answers sealed with the account's key."""
    return seal_for_account(user_id, _place(uid), json.dumps(dict(answers)))


def opened(user_id: int, uid: UUID, sealed_answers: bytes | memoryview) -> Answers:
    """The answers that were sealed. Raises `Erased`, or `SealBroken` where they were changed."""
    found: dict[str, int | None] = json.loads(unseal_for_account(user_id, _place(uid), bytes(sealed_answers)))
    return found


def _place(uid: UUID) -> str:
    return f"staffanswers:{uid}:answers"
