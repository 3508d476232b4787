"""Networks: what they read and write, without spaCy components or files."""
