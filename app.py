"""The web app: `streamlit run app.py` imports this file as the server and runs it as the script."""

import streamlit as st

if __name__ == "__main__":
    from app_pages.frame.router import show

    show()
else:
    from app_pages.frame.server import middleware, prepare, routes

    app = st.App(__file__, routes=routes(), middleware=middleware(), lifespan=prepare)
