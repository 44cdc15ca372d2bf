"""Pages of the site itself: first pages, account, session, demo. One file per noun."""
