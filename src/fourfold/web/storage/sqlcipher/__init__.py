"""Django's SQLite backend on SQLCipher: the whole file is encrypted and every page is authenticated."""
