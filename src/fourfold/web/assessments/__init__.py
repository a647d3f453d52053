"""Self-assessment: published instruments and our own, asked of members, in wording that a site has imported."""
