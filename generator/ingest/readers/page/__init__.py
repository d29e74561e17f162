"""Parts of the reader of web pages: what a page states, what is text in it, and what a person should look at."""
