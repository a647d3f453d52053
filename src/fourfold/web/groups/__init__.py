"""Groups, and the spells in which people belong to them."""
