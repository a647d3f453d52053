"""Waits until a page can be seen and holds a word: `python tests/sees_page.py ADDRESS WORD`. Exit code 1 after two minutes."""

import sys
import time
from urllib.request import urlopen


def main(address: str, word: str) -> int:
    """0 once the page holds the word."""
    for _ in range(240):
        try:
            with urlopen(address, timeout=10) as page:
                if word in page.read().decode():
                    print(f"seen: {address}")
                    return 0
        except OSError:
            pass
        time.sleep(0.5)
    print(f"not seen within two minutes: {word} at {address}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
