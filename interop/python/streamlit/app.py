# As https://docs.streamlit.io/develop/concepts/connections/authentication has it.
import streamlit as st

if not st.user.is_logged_in:
    st.button("Sign in", on_click=st.login)
else:
    st.write(st.user.to_dict())
