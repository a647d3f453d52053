"""Member: how one person is doing in one group, for who oversees it."""
