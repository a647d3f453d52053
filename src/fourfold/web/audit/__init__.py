"""Audit: the chained log of every read of content and every write."""
