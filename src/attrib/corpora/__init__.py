"""Gold files to documents with gold relations; one format a file."""
