"""How Sphinx makes the web book; build.py calls it."""

import public

project = "Learn Deep Learning with NumPy"
html_title = project
author = "the authors of the course"
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
]
exclude_patterns = ["downloads", "README.md"]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
myst_dmath_double_inline = True
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
copybutton_selector = ".cell_input pre"

autodoc_default_options = {
    "members": True,
    "member-order": "bysource",
    # scikit-learn adds these; they concern metadata routing, which the course does not use
    "exclude-members": "set_fit_request, set_partial_fit_request, set_score_request",
}
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

# MathJax lies in the book itself, so that it works offline and from file://; there, a search result
# cannot be fetched for its summary either.
mathjax_path = "mathjax/tex-mml-chtml.js"
html_show_search_summary = False

html_theme = "furo"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_favicon = "_static/favicon.svg"
html_extra_path = ["images/sure_and_wrong.png"]  # the picture of a shared link
if public.repository():
    html_baseurl = public.book()
    html_context = {"picture": f"{html_baseurl}sure_and_wrong.png"}
html_css_files = ["book.css"]
html_js_files = [("book.js", {"defer": "defer"})]
html_copy_source = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


def link_source(app, pagename, templatename, context, doctree):
    """Let furo's eye at the top of a page lead to its source, where that is public."""
    if public.repository():
        context["theme_source_view_link"] = public.source(pagename)


def setup(app):
    """Tell Sphinx what this book adds."""
    app.connect("html-page-context", link_source)
