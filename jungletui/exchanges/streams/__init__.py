"""What exchanges tell by themselves: one guarded websocket object for each key that is watched."""
