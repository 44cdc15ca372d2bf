"""How long personal information is kept, and what becomes of it afterwards."""
