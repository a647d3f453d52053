"""Reading for research: `participants` of a programme, the `proposal` of a release, and the `ledger` of all that left."""
