"""Runs of a study: made by workers, stored as they end, brought back, and the answer that is made of them."""
