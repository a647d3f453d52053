"""A transcript as it was read: stretches of speech under the names that the file gives its speakers, no words unless asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fourfold.conversation.talk import Source
from fourfold.vocabulary import GROUP


class TranscriptRefused(ValueError):
    """A file is no transcript that can be read; the message names the file, the place in it, and the remedy."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of speech. `speaker` None: the file does not say; `addressee` a name, GROUP, or None: not known."""

    start_s: float
    end_s: float
    speaker: str | None
    addressee: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of one file in the order of the file, where they come from, and what its reader has to know.

    `remarks` are sentences: cues without a speaker, names that occur once, labels that may be ghosts.
    """

    cues: Sequence[Cue]
    source: Source = Source.TRANSCRIPT
    remarks: Sequence[str] = field(default=())

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of the speakers, in the order in which they first speak."""
        return tuple(dict.fromkeys(cue.speaker for cue in self.cues if cue.speaker is not None))

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is named: the speakers, then those who are only addressed; the group is nobody."""
        addressed = (cue.addressee for cue in self.cues if cue.addressee not in (None, GROUP))
        return tuple(dict.fromkeys((*self.speakers, *(name for name in addressed if name is not None))))
