"""Audio on the device: who speaks when. Sound is heard in blocks and forgotten; only turns remain."""
