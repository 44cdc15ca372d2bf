"""What the law gives to each person over their own information: see it, take it away, correct it, have it erased."""
