"""What takes more than one run to know: crossings, turns, near-optimal plans, losses, plans made ahead, draws."""
