"""How the documents are built: `make docs`, warnings are errors."""

import fourfold

project = "Fourfold"
author = "The founders of Fourfold"
version = release = fourfold.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Fourfold"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0e5257", "color-brand-content": "#0e5257"},
    "dark_css_variables": {"color-brand-primary": "#8accc4", "color-brand-content": "#8accc4"},
}
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
