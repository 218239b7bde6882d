"""From documents to what stands on a screen: pure functions, no widgets."""
