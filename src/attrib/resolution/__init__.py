"""Who a source is: mentions of a document, names that are one, antecedents of pronouns and descriptions, profiles."""
