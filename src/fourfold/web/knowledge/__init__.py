"""Knowledge: the evidence with its limits, definitions side by side, resources that a site adds."""
