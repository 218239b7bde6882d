"""Opens mutated vaults one after the other and prints what came of it as JSON.

A process of its own, so that its largest memory is its own; a stand-in takes the place of Argon2id.
Any error but a VaultError ends it with a traceback. Arguments: seed, how many, and `deaf` for a
reader that takes every comparison of MACs for equal.
"""

from __future__ import annotations

import collections
import hmac
import json
import resource
import sys
from random import Random

from jungletui.domain.failures import VaultError
from jungletui.vault import kdf
from jungletui.vault.generations import verified
from jungletui.vault.layout import parse, serialise
from jungletui.vault.primitives import hkdf_sha256
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.slots import check_all, unlock
from tests.vault.fuzz_mutations import mutated
from tests.vault.material import CANARY, cheap, content, with_passphrase

WARM_UP = 2000


def stand_in(secret: bytes, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    return hkdf_sha256(secret, salt, f"{memory} {passes} {lanes}".encode(), 32)


def material() -> tuple[list[bytes], list[SlotSecret]]:
    """Two saves of one vault and one of another, and the secrets that open them."""
    one, other = (with_passphrase(cheap(label, 2)) for label in ("fuzz", "stranger"))
    first = one.image(content("main"))
    saves = [first, one.image(content("main", "second"), 2, first.file_mac)]
    saves.append(other.image(content("other")))
    secrets = [
        SlotSecret(SlotType.RECOVERY_CODE, bytearray(one.code.encode())),
        SlotSecret(SlotType.PASSPHRASE, bytearray(b"tapir anorak quill oyster")),
    ]
    return [serialise(save) for save in saves], secrets


def opened(data: bytes, secret: SlotSecret) -> None:
    """The whole reader behind the file system."""
    image = parse(data)
    assert serialise(image) == data
    check_all(image.header.slots)
    master = unlock(image.header.slots, secret, image.header.vault_id).master
    try:
        verified(image, master)
    finally:
        master.wipe()


def answer(data: bytes, secret: SlotSecret) -> str:
    try:
        opened(data, secret)
    except VaultError as error:
        return "leaked" if CANARY in f"{error} {error.remedy}" else error.kind
    return "accepted"


def peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    seed, count, *how = sys.argv[1:]
    kdf.argon2id = stand_in
    if how == ["deaf"]:
        hmac.compare_digest = lambda one, two: True
    kdf.free_memory_kib = lambda: 1 << 22
    chance = Random(int(seed))
    sources, secrets = material()
    authentic = set(sources)
    for secret in secrets:
        opened(sources[0], secret)
    answers: collections.Counter[str] = collections.Counter()
    before = 0
    tried = 0
    while tried < int(count):
        data = mutated(chance, sources)
        if data in authentic:
            continue
        tried += 1
        answers[answer(data, chance.choice(secrets))] += 1
        if tried == WARM_UP:
            before = peak_kib()
    sys.stdout.write(json.dumps({"answers": answers, "growth_kib": peak_kib() - before}))


main()
