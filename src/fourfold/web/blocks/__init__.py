"""Blocks: what members may see of their group, four sessions at a time."""
