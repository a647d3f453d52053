"""Records: the one bridge between what is stored and the library's record."""
