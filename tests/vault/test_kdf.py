"""What Argon2id may cost, for a new vault and for one that is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import kdf
from jungletui.vault.host_memory import free_memory_kib
from jungletui.vault.kdf import FLOOR, MIB, KdfParameters, check_limits, creation_parameters

GIB = 1024 * MIB


@pytest.mark.parametrize(
    ("free", "seconds", "expected"),
    [
        (24 * GIB, 0.7, KdfParameters(256 * MIB, 3, 4)),
        (1 * GIB, 0.7, KdfParameters(256 * MIB, 3, 4)),
        (1 * GIB - 1, 0.7, KdfParameters(192 * MIB, 3, 4)),
        (256 * MIB, 5.0, KdfParameters(64 * MIB, 3, 4)),
        (24 * GIB, 0.45, KdfParameters(256 * MIB, 6, 4)),
        (24 * GIB, 0.3, KdfParameters(256 * MIB, 9, 4)),
        (24 * GIB, 0.0, KdfParameters(256 * MIB, 10, 4)),
    ],
)
def test_a_new_vault_takes_a_quarter_of_the_memory_and_about_a_second(
    free: int, seconds: float, expected: KdfParameters
):
    chosen = creation_parameters(free, lambda _: seconds)
    assert chosen == expected
    check_limits(chosen)


def test_no_vault_is_made_where_the_floor_does_not_fit():
    with pytest.raises(VaultError) as caught:
        creation_parameters(256 * MIB - 1, lambda _: 1.0)
    assert caught.value.fault is VaultFault.KDF_LIMIT
    assert "256 MiB" in caught.value.message


@pytest.mark.parametrize(
    ("costs", "fault"),
    [
        (FLOOR, None),
        (KdfParameters(192 * MIB, 1, 4), None),
        (KdfParameters(GIB, 3, 4), None),
        (KdfParameters(GIB, 4, 1), VaultFault.KDF_LIMIT),
        (KdfParameters(GIB + 1, 1, 1), VaultFault.KDF_LIMIT),
        (KdfParameters(64 * MIB, 11, 1), VaultFault.KDF_LIMIT),
        (KdfParameters(64 * MIB, 3, 5), VaultFault.KDF_LIMIT),
        (KdfParameters(64 * MIB, 2, 1), VaultFault.KDF_WEAK),
        (KdfParameters(64 * MIB - 1, 10, 1), VaultFault.KDF_WEAK),
    ],
)
def test_the_bounds_of_opening(costs: KdfParameters, fault: VaultFault | None):
    if fault is None:
        check_limits(costs)
        return
    with pytest.raises(VaultError) as caught:
        check_limits(costs)
    assert caught.value.fault is fault


def test_derive_refuses_before_it_allocates(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kdf, "argon2id", lambda *_: pytest.fail("it allocated"))
    monkeypatch.setattr(kdf, "free_memory_kib", lambda: 127 * MIB)
    for costs in (FLOOR, KdfParameters(8, 1, 1), KdfParameters(2 * GIB, 1, 1)):
        with pytest.raises(VaultError):
            kdf.derive(bytes(64), bytes(32), costs)


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMINFO = "MemTotal:  8000000 kB\nMemAvailable:    4000000 kB\n"


def test_free_memory_is_what_the_narrowest_cgroup_leaves(tmp_path: Path):
    root = tree(
        tmp_path,
        {
            "proc/meminfo": MEMINFO,
            "proc/self/cgroup": "0::/user/app\n",
            "sys/fs/cgroup/user/app/memory.max": "max\n",
            "sys/fs/cgroup/user/app/memory.current": "1000\n",
            "sys/fs/cgroup/user/memory.max": str(600 * 1024),
            "sys/fs/cgroup/user/memory.current": str(100 * 1024),
        },
    )
    assert free_memory_kib(root) == 500


@pytest.mark.parametrize(
    ("groups", "folder", "free"),
    [
        ("9:name=systemd:/app\n4:memory:/user/app\n0::/\n", "user/app", 500),
        ("4:cpu,memory:/user/app\n", "user", 500),
        ("4:memory:/of/the/host\n", "", 500),
        ("4:cpu:/user/app\n", "user/app", 4_000_000),
        ("4:memory\n", "", 4_000_000),
    ],
    ids=["own", "parent", "of a container", "another controller", "no such line"],
)
def test_free_memory_in_cgroups_of_version_1(tmp_path: Path, groups: str, folder: str, free: int):
    limited = f"sys/fs/cgroup/memory/{folder}"
    root = tree(
        tmp_path,
        {
            "proc/meminfo": MEMINFO,
            "proc/self/cgroup": groups,
            "sys/fs/cgroup/memory/user/memory.limit_in_bytes": "9223372036854771712\n",
            "sys/fs/cgroup/memory/user/memory.usage_in_bytes": "1000\n",
            f"{limited}/memory.limit_in_bytes": str(600 * 1024),
            f"{limited}/memory.usage_in_bytes": str(100 * 1024),
        },
    )
    assert free_memory_kib(root) == free


def test_free_memory_without_a_cgroup_limit_and_without_proc(tmp_path: Path):
    assert free_memory_kib(tree(tmp_path / "a", {"proc/meminfo": MEMINFO})) == 4000000
    assert free_memory_kib(tmp_path / "nothing") > 0


def test_a_cgroup_that_is_over_its_limit_leaves_nothing(tmp_path: Path):
    files = {"proc/meminfo": MEMINFO, "proc/self/cgroup": "0::/\n"}
    files |= {"sys/fs/cgroup/memory.max": "1024", "sys/fs/cgroup/memory.current": "9999"}
    assert free_memory_kib(tree(tmp_path, files)) == 0
