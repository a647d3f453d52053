"""Feedback: estimates become statements that somebody can act on, and figures that show how sure they are."""

from fourfold.feedback.report import Figure, Grid, Notice, Report, Section, Statement

__all__ = ["Figure", "Grid", "Notice", "Report", "Section", "Statement"]
