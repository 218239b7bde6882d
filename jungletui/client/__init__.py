"""The service's interface on the other side of the pipe."""
