"""The store (SQL, the truth) and the index (tantivy, made from it)."""
