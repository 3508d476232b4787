"""The spaCy components, in pipeline order: paragraphs, quotes, spans, links."""
