"""Who is spoken to, where nobody noted it: chances for each person and for the group, from timing and, if given, words."""

from fourfold.conversation.addressee.inferring import infer, needs_asking

__all__ = ["infer", "needs_asking"]
