"""The tables and what is done to them. The only package that knows SQLAlchemy and the database."""
