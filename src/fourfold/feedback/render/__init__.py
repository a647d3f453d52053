"""Three ways to read the same report: on the terminal, as a page, as a printed sheet."""

from fourfold.feedback.render.page import to_html
from fourfold.feedback.render.sheet import to_pdf
from fourfold.feedback.render.terminal import to_terminal

__all__ = ["to_html", "to_pdf", "to_terminal"]
