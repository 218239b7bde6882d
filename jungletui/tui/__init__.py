"""The screens: call the client, show what comes back."""
