"""How to create, restrict and delete a key: one page per exchange."""
