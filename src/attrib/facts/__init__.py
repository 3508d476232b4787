"""How it was said: pure functions on the tokens of an attribution, with tags, lemmas and heads of either scheme."""
