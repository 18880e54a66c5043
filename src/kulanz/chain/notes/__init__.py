"""From what people write to a chain: connectives, clauses, had-sentences, what can be done."""
