"""The words of the project as frozen, slotted dataclasses. Pure; standard library only."""
