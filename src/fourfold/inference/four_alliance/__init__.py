"""The dynamic social relations model with roles: all five directions of rating in one open group."""
