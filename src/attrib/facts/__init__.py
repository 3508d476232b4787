"""How it was said: act, polarity, to whom, through what, when and where, read from cue, heads, tags and word lists."""
