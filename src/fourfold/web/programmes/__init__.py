"""Programmes and the sites that run them."""
