"""Courtepointe carries a coalition's démarche partenariale écosystémique, from observation to decision."""

__version__ = "0.1.0"
