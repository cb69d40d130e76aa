"""What is read off a run: capacity and its use, idle capital, parts of the cost, where plants stand."""
