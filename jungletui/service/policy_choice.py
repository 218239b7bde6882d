"""Which policy judges a key: its own, that of a tag, or the default."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import DEFAULT_POLICY, KeyProfile
from jungletui.domain.policies import Policy

BY_KEY, BY_DEFAULT = "key", "default"


@dataclass(frozen=True, slots=True)
class ChosenPolicy:
    """A policy, and the rule by which it was chosen: `key`, `tag NAME` or `default`."""

    policy: Policy
    rule: str


def chosen_policy(
    profile: KeyProfile, policies: Mapping[str, Policy], tags: Mapping[str, str]
) -> ChosenPolicy:
    """The policy of `profile`. One that was chosen for the key wins. A key that has the default one
    follows the first tag of the configuration that it carries. UsageError for an unknown policy."""
    if profile.policy != DEFAULT_POLICY:
        return ChosenPolicy(known_policy(profile.policy, policies), BY_KEY)
    for tag, name in tags.items():
        if tag in profile.tags:
            return ChosenPolicy(known_policy(name, policies), f"tag {tag}")
    return ChosenPolicy(known_policy(DEFAULT_POLICY, policies), BY_DEFAULT)


def known_policy(name: str, policies: Mapping[str, Policy]) -> Policy:
    """The policy of this name. UsageError, with the nearest name, where there is none."""
    policy = policies.get(name)
    if policy is None:
        nearest = difflib.get_close_matches(name, policies, n=1)
        meant = f"Did you mean {nearest[0]!r}? " if nearest else ""
        raise UsageError(
            f"There is no policy named {name!r}.", f"{meant}There are {', '.join(policies)}."
        )
    return policy
