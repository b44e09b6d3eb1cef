"""The words that every other part shares: values only, standard library only, no I/O and no clock."""
