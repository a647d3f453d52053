"""ConvoKit on simulated turns: version, cpu seconds to load and of talk-time sharing, peak MB. python talk_convokit.py FILE"""

import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from convokit import Corpus, Speaker, Utterance
from convokit.talktimesharing import TalkTimeSharing


def main() -> None:
    told = np.load(sys.argv[1])
    rows = list(zip(*(told[name].tolist() for name in ("session", "start", "end", "speaker")), strict=True))
    begin = time.process_time()
    speakers: dict[int, Speaker] = {who: Speaker(id=str(who)) for who in sorted({row[3] for row in rows})}
    said = [
        Utterance(
            id=f"{session}-{k}",
            speaker=speakers[who],
            conversation_id=f"{session}-0",
            reply_to=None if k == 0 else f"{session}-{k - 1}",
            timestamp=start,
            text="",
            meta={"start": start, "stop": end, "utt_group": "groupA" if who == 0 else "groupB"},
        )
        for k, (session, start, end, who) in numbered(rows)
    ]
    corpus = Corpus(utterances=said)
    loaded = time.process_time() - begin
    begin = time.process_time()
    TalkTimeSharing().transform(corpus)
    shared = time.process_time() - begin
    print(version("convokit"), loaded, shared, peak())


def peak() -> float:
    """Largest memory in MB; the usual count of a child begins with that of its parent."""
    told = Path("/proc/self/status").read_text()
    return float(told.split("VmHWM:")[1].split()[0]) / 1e3


def numbered(rows: list[tuple[int, float, float, int]]) -> list[tuple[int, tuple[int, float, float, int]]]:
    """Each row with its place in its session."""
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        k = seen.get(row[0], 0)
        seen[row[0]] = k + 1
        found.append((k, row))
    return found


if __name__ == "__main__":
    main()
