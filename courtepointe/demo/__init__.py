"""The living demo: one fictional coalition, at the point of its life that is asked for."""
