"""Before the first visitor: import what pages need, read and compute the city, shape its areas."""

import contextlib
import gc
import logging


def warm_up() -> None:
    """Fill the caches; faults in the data are shown later, on the page itself.

    Notes
    -----
    Streamlit collects garbage after every run of a page and walks all objects each time,
    100 ms with a city in memory. What is here to stay is therefore frozen, and nothing is
    collected while it is made: that would cost a fifth of the start.
    """
    gc.disable()
    try:
        _fill()
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def _fill() -> None:
    """Import and compute what the first page needs."""
    # Streamlit warns that no page is being run; that is the point here.
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.setLevel(logging.ERROR)
    # Not streamlit_folium: Streamlit registers a component only while a page runs.
    import pandas.io.formats.style  # noqa: F401

    import layers.folium_map  # noqa: F401
    import layers.summary  # noqa: F401
    from app_pages.city import loaded, shapes_of
    from intake.errors import InputError

    with contextlib.suppress(InputError):
        load = loaded()
        for level in load.released.levels:
            shapes_of(load, level)
