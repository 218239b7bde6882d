"""A clock that runs on while the machine sleeps or the process is stopped, and waiting by it."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import time

CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # macOS counts sleep in the latter
TFD_TIMER_ABSTIME, TFD_CLOEXEC = 1, os.O_CLOEXEC  # timerfd_create(2)
STEP = 1.0


def now() -> float:
    """Seconds since the machine started, asleep or awake."""
    return time.clock_gettime(CLOCK)


def wait_until(deadline: float) -> None:
    """Return once `now()` has reached `deadline`: at once after a suspension that outlasted it,
    and without a single wake-up before it. Elsewhere than on Linux it looks every second."""
    if sys.platform != "linux":
        while (left := deadline - now()) > 0:
            time.sleep(min(left, STEP))
        return
    libc = ctypes.CDLL(None, use_errno=True)
    timer = libc.timerfd_create(CLOCK, TFD_CLOEXEC)
    if timer < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")
    try:
        seconds, fraction = divmod(max(deadline, 0.000001), 1)
        # struct itimerspec: no interval, then the one moment; an all-zero moment would disarm it.
        moment = struct.pack("@llll", 0, 0, int(seconds), int(fraction * 1e9) or 1)
        if libc.timerfd_settime(timer, TFD_TIMER_ABSTIME, moment, None) != 0:
            raise OSError(ctypes.get_errno(), "timerfd_settime")
        os.read(timer, 8)
    finally:
        os.close(timer)
