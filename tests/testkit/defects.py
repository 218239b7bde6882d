"""The files that are a whole vault with one defect, as edits: the rows of docs/vault-format.md
section 9."""

from __future__ import annotations

import struct

from tests.testkit.bases import ATTACKERS_CODE, CODE, WORDS, attackers_slot
from tests.testkit.kitfile import KitFile

FIRST, SECOND, THIRD, FREE = 256, 480, 704, 928
LENGTH = 18480

Row = tuple[str, str, str, tuple[str, ...]]
"""Name (its number first), comment, base, edits."""

FORMAT: tuple[Row, ...] = (
    ("1_empty", "nothing at all", "plain", ("keep 0",)),
    ("1_one_byte", "one byte", "plain", ("keep 1",)),
    ("2_cut_in_header", "cut in the header", "plain", ("keep 1000",)),
    ("2_cut_behind_header", "cut at the end of the header", "plain", ("keep 2048",)),
    ("2_cut_in_payload", "cut in the payload", "plain", ("keep 9000",)),
    ("2_cut_last_byte", "the last byte is missing", "plain", ("keep 18479",)),
    ("2_cut_mac", "the MAC is missing", "plain", ("keep 18448",)),
    ("3_trailing_nul", "a NUL behind it", "plain", ("append 00",)),
    ("3_trailing_newline", "a newline behind it", "plain", ("append 0a",)),
    ("3_trailing_junk", "four letters behind it", "plain", ("append 6a756e6b",)),
    ("4_two_vaults", "the same vault twice", "plain", ("append-file plain",)),
    ("4_two_other_vaults", "another vault behind it", "plain", ("append-file stranger",)),
    ("5_next_size", "zeros up to the next legal size", "plain", ("append-zeros 16384",)),
    ("6_byte_order_mark", "a byte order mark in front", "plain", ("front efbbbf",)),
    (
        "6_byte_order_mark_same_size",
        "a byte order mark in front, and the end cut off",
        "plain",
        ("front efbbbf", f"keep {LENGTH}"),
    ),
    ("7_lf_to_crlf", "sent as text: LF became CRLF", "plain", ("replace 0a 0d0a",)),
    ("7_crlf_to_lf", "sent as text: CRLF became LF", "plain", ("replace 0d0a 0a",)),
    ("7_seven_bits", "sent through seven bits", "plain", ("seven-bits",)),
    ("7_latin1_to_utf8", "taken for latin-1 and sent as UTF-8", "plain", ("latin1-to-utf8",)),
    ("8_zeros", "zeros of the right size", "plain", (f"zero 0 {LENGTH}",)),
    ("8_noise", "noise of the right size", "plain", ("noise nothing",)),
    ("9_magic", "the first bytes of a picture", "plain", ("put 0 89504e470d0a1a0a",)),
    ("12_header_len_max", "header_len 2^32-1", "plain", ("put 12 ffffffff",)),
    ("12_header_len_0", "header_len 0", "plain", ("zero 12 4",)),
    ("12_slot_size_max", "slot_size 2^32-1", "plain", ("put 20 ffffffff",)),
    ("12_slot_count_max", "slot_count 255", "plain", ("put 24 ff",)),
    ("12_slot_count_0", "slot_count 0", "plain", ("zero 24 1",)),
    ("12_payload_len_max", "payload_len 2^64-1", "plain", ("put 56 ffffffffffffffff",)),
    ("12_payload_len_0", "payload_len 0", "plain", ("zero 56 8",)),
    ("12_payload_len_next", "payload_len of the next size", "plain", ("put 56 0000000000008010",)),
    ("13_generation_0", "generation 0", "plain", ("zero 48 8",)),
    ("13_generation_max", "generation 2^64-1", "plain", ("put 48 ffffffffffffffff",)),
    ("13_epoch_0", "epoch 0", "plain", ("zero 160 8",)),
    ("15_reserved_prefix", "a reserved byte of the prefix", "plain", ("put 255 01",)),
    ("15_reserved_sizes", "a reserved byte behind the sizes", "plain", ("put 25 01",)),
    ("15_reserved_slot", "a reserved byte of a slot", "plain", (f"put {FIRST + 223} 01",)),
    ("15_reserved_u32", "the reserved number of a slot", "plain", (f"put {SECOND + 12} 01",)),
    ("15_extension", "an extension that the type has not", "plain", (f"put {FIRST + 64} 01",)),
    ("15_costs", "a cost without a derivation", "plain", (f"put {SECOND + 8} 00000003",)),
    ("21_type_99", "slot type 99", "plain", (f"put {THIRD} 63",)),
    ("21_tpm", "a TPM slot", "plain", (f"put {THIRD} 07",)),
    (
        "22_keyring_as_passphrase",
        "the keyring slot calls itself a passphrase",
        "plain",
        (f"put {THIRD} 01",),
    ),
    (
        "22_passphrase_as_keyring",
        "the passphrase slot calls itself a keyring",
        "plain",
        (f"put {FIRST} 04",),
    ),
    ("22_unknown_flag", "a flag that no slot has", "plain", (f"put {FIRST + 2} 80",)),
    ("23_slot_twice", "a slot twice", "plain", (f"copy plain {SECOND} 224 {FREE}",)),
    ("23_id_twice", "a slot id twice", "plain", (f"copy plain {SECOND + 16} 16 {THIRD + 16}",)),
    ("23_salt_twice", "a salt twice", "plain", (f"copy plain {SECOND + 32} 32 {THIRD + 32}",)),
    ("26_middle_slot", "the middle slot is zeroed", "plain", (f"zero {SECOND} 224",)),
    ("26_all_slots", "all slots are zeroed", "plain", (f"zero {FIRST} 1792",)),
    ("26_dirty_empty", "an empty slot is not empty", "plain", (f"put {FREE + 100} 01",)),
    ("33_vault_id_0", "the vault id is zero", "plain", ("zero 32 16",)),
)

VERSIONS = (
    ("10_major_2", "2.0", "newer", "put 8 02"),
    ("10_major_0", "0.0", "older", "put 8 00"),
    ("10_minor_1", "1.1", "newer", "put 9 01"),
)

VERSION: tuple[Row, ...] = (
    ("11_suite_0", "suite 0", "plain", ("put 10 0000",)),
    ("11_suite_max", "suite 0xffff", "plain", ("put 10 ffff",)),
    ("11_critical", "a critical flag", "plain", ("put 16 80000000",)),
)

TAMPER: tuple[Row, ...] = (
    ("14_generation", "generation + 1 without the key", "plain", ("put 48 0000000000000002",)),
    ("14_previous_mac", "another previous MAC", "plain", ("flip 96",)),
    (
        "24_slots_swapped",
        "two slots swapped",
        "plain",
        (f"copy plain {SECOND} 224 {THIRD}", f"copy plain {THIRD} 224 {SECOND}"),
    ),
    ("25_last_slot", "the last slot zeroed, to revoke it", "plain", (f"zero {THIRD} 224",)),
    (
        "29_payload_of_another",
        "the payload of another",
        "stranger",
        ("copy plain 2048 16432 2048",),
    ),
    ("30_new_payload", "the payload of the next save", "plain", ("copy newer 2048 16400 2048",)),
    ("30_old_payload", "the payload of the last save", "newer", ("copy plain 2048 16400 2048",)),
    ("30_old_mac", "the MAC of the last save", "newer", ("copy plain 18448 32 18448",)),
    ("30_new_body", "payload and MAC of the next", "plain", ("copy newer 2048 16432 2048",)),
    ("31_slot_appended", "a stranger's slot appended", "plain", (f"copy stranger 480 224 {FREE}",)),
    ("34_wrapped", "a bit of the wrapped key", "plain", (f"flip {SECOND + 128}",)),
    ("34_wrapped_tag", "a bit of its tag", "plain", (f"flip {SECOND + 175}",)),
    ("34_mk_commit", "a bit of mk_commit", "plain", ("flip 128",)),
    ("34_save_salt", "a bit of save_salt", "plain", ("flip 64",)),
    ("34_first_byte", "a bit of the first payload byte", "plain", ("flip 2048",)),
    ("34_last_byte", "a bit of the last payload byte", "plain", ("flip 18431",)),
    ("34_tag", "a bit of the payload's tag", "plain", ("flip 18447",)),
    ("34_mac", "a bit of the MAC", "plain", ("flip 18479",)),
    ("34_epoch", "another epoch", "plain", ("put 160 0000000000000002",)),
    (
        "35_blocks_swapped",
        "two blocks of 4 KiB swapped",
        "plain",
        ("copy plain 2048 4096 6144", "copy plain 6144 4096 2048"),
    ),
    (
        "22_keyring_without_costs",
        "the passphrase slot relabelled cleanly, to skip its derivation",
        "plain",
        (f"put {FIRST} 040000", f"zero {FIRST + 3} 9"),
    ),
)


def costs(memory_kib: int = 65536, passes: int = 3, lanes: int = 1) -> tuple[str]:
    return (f"put {FIRST + 3} {struct.pack('>BII', lanes, memory_kib, passes).hex()}",)


LIMIT: tuple[Row, ...] = (
    ("16_memory_4_tib", "4 TiB of memory", "plain", costs(memory_kib=2**32 - 1)),
    ("16_memory_2_gib", "2 GiB of memory", "plain", costs(memory_kib=2**21)),
    ("16_work", "1 GiB, ten passes", "plain", costs(memory_kib=2**20, passes=10)),
    ("17_passes_max", "2^32-1 passes", "plain", costs(passes=2**32 - 1)),
    ("17_passes_0", "no pass", "plain", costs(passes=0)),
    ("17_lanes_255", "255 lanes", "plain", costs(lanes=255)),
    ("17_lanes_0", "no lane", "plain", costs(lanes=0)),
)

WEAK: tuple[Row, ...] = (
    ("19_memory_8_kib", "8 KiB of memory", "plain", costs(memory_kib=8)),
    ("19_lanes", "8 KiB for four lanes, which Argon2id cannot do", "plain", costs(8, 3, 4)),
    ("19_one_pass", "one pass over the least memory", "plain", costs(passes=1)),
)

WRONG: tuple[Row, ...] = (
    ("20_memory", "memory changed within the bounds", "plain", costs(memory_kib=65537)),
    ("27_slot_of_another", "the slot of another vault", "plain", ("copy stranger 256 224 256",)),
    ("28_slots_of_another", "the slots of another vault", "plain", ("copy stranger 256 1792 256",)),
    ("33_vault_id", "a bit of the vault id", "plain", ("flip 32",)),
    ("34_slot_commit", "a bit of the slot's commitment", "plain", (f"flip {FIRST + 176}",)),
)


def defects() -> dict[str, KitFile]:
    """All of them by name."""
    early = {"E_FORMAT": FORMAT, "E_VERSION": VERSION, "E_KDF_LIMIT": LIMIT}
    files = {}
    for expect, rows in early.items():
        files |= {row[0]: _file(expect, row, passphrase=WORDS, before_kdf=True) for row in rows}
    weak = {"passphrase": WORDS, "before_kdf": True, "says": "--allow-weak-kdf"}
    files |= {row[0]: _file("E_KDF_WEAK", row, **weak) for row in WEAK}
    files |= {row[0]: _file("E_TAMPER", row, recovery_code=CODE) for row in TAMPER}
    files |= {row[0]: _file("E_AUTH", row, passphrase=WORDS) for row in WRONG}
    return {_padded(name): file for name, file in {**files, **_special()}.items()}


def _special() -> dict[str, KitFile]:
    """Those that need a word more about the host."""
    rows: tuple[tuple[str, Row, dict[str, object]], ...] = (
        *(
            (
                "E_VERSION",
                (name, f"format {version}", "plain", (edit,)),
                {"passphrase": WORDS, "before_kdf": True, "says": f"format {version} is {age} "},
            )
            for name, version, age, edit in VERSIONS
        ),
        (
            "E_KDF_LIMIT",
            ("18_gibibyte", "1 GiB where 512 MiB are free", "plain", costs(memory_kib=2**20)),
            {
                "passphrase": WORDS,
                "before_kdf": True,
                "free_memory_kib": 512 * 1024,
                "says": "1024 MiB",
            },
        ),
        (
            "E_TAMPER",
            (
                "31_attackers_slot",
                "a slot that opens to the attacker's master key, with the attacker's code",
                "plain",
                (f"put {FREE} {attackers_slot().hex()}",),
            ),
            {"recovery_code": ATTACKERS_CODE},
        ),
        (
            "E_ROLLBACK",
            ("36_replay", "generation 1 after generation 2 was seen", "plain", ()),
            {"recovery_code": CODE, "seen": "newer", "says": "generation 1 is older than 2"},
        ),
        (
            "OPENS",
            ("38_first_seen", "no record of this host", "newer", ()),
            {"recovery_code": CODE, "says": "first seen on this host: generation 2, saved at "},
        ),
        (
            "OPENS",
            ("48_decomposed", "the passphrase in its other spelling (NFD)", "plain", ()),
            {"passphrase": WORDS.replace("é", "e\u0301")},
        ),
    )
    return {row[0]: _file(expect, row, **header) for expect, row, header in rows}


def _file(expect: str, row: Row, **header: object) -> KitFile:
    name, comment, base, edits = row
    number = int(name.partition("_")[0])
    return KitFile(row=number, expect=expect, comment=comment, base=base, edits=edits, **header)


def _padded(name: str) -> str:
    number, _, rest = name.partition("_")
    return f"{int(number):02}_{rest}"
