"""What an audit looks like: one file a format, each a function from the document to text."""
