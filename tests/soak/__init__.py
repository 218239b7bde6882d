"""A soak: every exchange of the sandbox with faults at random, every key watched and read.

    python -m tests.soak                      ten minutes
    python -m tests.soak --minutes 1 --seed 3 kraken okx

Never a figure that the exchange did not hold; none that is out of date without being marked so; no
crash, and no memory that grows. The service is a process of its own, as a user has it, so that its
memory is what is measured; the sandbox, its books and who compares are in this one.
"""
