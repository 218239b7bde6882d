"""Holding a lock file, and the file systems that have no locks."""

from __future__ import annotations

import errno
import fcntl

NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS)
"""What a file system without locks says: NFS with a server that does not keep them, above all."""


def hold(fd: int, *, wait: bool = True, lockless: bool = False) -> bool:
    """Lock the open file exclusively, until it is closed; whether it is locked.

    That is False only with `lockless`, where the file system has no locks. Raises OSError as
    `flock` does: BlockingIOError where another process holds it and `wait` is false.
    """
    try:
        fcntl.flock(fd, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if lockless and error.errno in NO_LOCKS:
            return False
        raise
    return True
