"""Conversation: who speaks to whom. It describes; equal talk is not the goal."""
