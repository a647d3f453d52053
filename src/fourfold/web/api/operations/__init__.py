"""What a program can ask and do, one file an area; each uses the queries and actions of the pages."""
