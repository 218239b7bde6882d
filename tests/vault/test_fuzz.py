"""A million mutated vaults: none is accepted, all refusals are VaultErrors, none takes memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from jungletui.vault.layout import serialise
from tests.vault.fuzz_mutations import MUTATIONS, mutated
from tests.vault.material import cheap, content

ROOT = Path(__file__).parents[2]
PROCESSES, EACH = 4, 250_000
CLASSES = {"E_FORMAT", "E_VERSION", "E_KDF_LIMIT", "E_KDF_WEAK", "E_AUTH", "E_TAMPER"}


def fuzzed(seed: int, count: int, *how: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.vault.fuzz_run", str(seed), str(count), *how],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def answers_to(seed: int, count: int) -> tuple[set[str], int]:
    """How mutated vaults were answered, and how many of them, in memory that does not grow."""
    result = fuzzed(seed, count)
    assert result["growth_kib"] < 5 * 1024
    return set(result["answers"]), sum(result["answers"].values())


def test_some_thousands():
    assert answers_to(99, 5_000) == (CLASSES, 5_000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(PROCESSES))
def test_a_million(seed: int):
    assert PROCESSES * EACH >= 1_000_000
    assert answers_to(seed, EACH) == (CLASSES, EACH)


def test_a_reader_that_compares_nothing_accepts_some():
    """The fuzz can fail: these mutations get far enough to open where no MAC stops them."""
    assert fuzzed(99, 3_000, "deaf")["answers"]["accepted"] > 0


def test_every_mutation_changes_vaults_and_repeats_with_its_seed():
    sources = [serialise(cheap(label, 3).image(content())) for label in ("one", "two")]
    for mutation in set(MUTATIONS):
        changed = 0
        for seed in range(60):
            data = bytearray(sources[0])
            mutation(Random(seed), data, sources)
            changed += data != sources[0]
        assert changed > 2, mutation.__name__
    assert [mutated(Random(5), sources) for _ in range(2)] == [mutated(Random(5), sources)] * 2
