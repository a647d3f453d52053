"""The site: a thin Django shell around the library. Capture and feedback for a clinic or a prison that hosts it itself."""
