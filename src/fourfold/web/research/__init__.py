"""Research: de-identified releases of consented data, audited before they leave, and the ledger of all of them."""
