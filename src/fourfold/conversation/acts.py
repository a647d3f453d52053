"""The acts that an observer may mark: a short list while the session runs, a finer one in a second pass."""

LIVE_ACTS = ("support", "disclosure", "kind_challenge", "taking_responsibility", "self_criticism", "self_compassion")
"""On the circle board, during a session."""

CODED_ACTS = (
    "empathic_listening",
    "compassionate_action",
    "self_criticism",
    "self_compassion",
    "taking_responsibility",
    "kind_challenge",
    "minimising",
)
"""In a second pass over the turns of a session. Empathy and compassion are two acts and are never added up."""

ACTS = tuple(dict.fromkeys((*LIVE_ACTS, *CODED_ACTS)))
"""Both lists, each act once."""

GROUP_STATES = ("working", "silent", "cross_talk", "laughing", "strained", "in_practice", "on_a_break")
"""What the group as a whole is doing."""

NOBODY_HOLDS_THE_FLOOR = frozenset({"silent", "cross_talk", "in_practice", "on_a_break"})
"""States that end the turn before them."""
