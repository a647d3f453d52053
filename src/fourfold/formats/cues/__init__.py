"""What the readers of transcripts share: bytes to text, times, names, labels before a colon, and the last checks."""
