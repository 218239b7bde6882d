"""The checks of a report by idea: each a pure function from a case to outcomes."""
