"""PostgreSQL as Django knows it, but a connection is waited for only as long as the thread may wait."""
