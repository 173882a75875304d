"""Frames over a socket: what one end sends arrives whole at the other, or not at all."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from autograder.bridge.errors import WireError
from autograder.bridge.wire import HEADER, MAX_MESSAGE


class Closed(Exception):
    """The other end is gone."""


class Late(Exception):
    """The time to wait for a message, or to hand one over, is up."""


class Channel:
    """One end of a socket pair.

    Args:
        end: the socket.
        clock: a monotonic clock in seconds.
    """

    def __init__(self, end: socket.socket, clock: Callable[[], float] = time.monotonic) -> None:
        self._end = end
        self._clock = clock
        self._ahead = b""

    def send(self, data: bytes, deadline: float | None = None) -> None:
        """Send a frame.

        Raises:
            Closed: where the other end is gone.
            Late: where it isn't taken before the deadline (seconds of the clock).
        """
        if not self._limit(deadline):
            raise Late
        try:
            self._end.sendall(HEADER.pack(len(data)) + data)
        except TimeoutError:
            raise Late from None
        except OSError:
            raise Closed from None

    def receive(self, deadline: float | None = None) -> bytes:
        """The next frame.

        Raises:
            Closed: where the other end is gone.
            Late: where it isn't there before the deadline.
            WireError: where it is longer than any message may be.
        """
        (length,) = HEADER.unpack(self._exactly(HEADER.size, deadline))
        if length > MAX_MESSAGE:
            raise WireError(f"a message of {length:,} bytes")
        return self._exactly(length, deadline)

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _exactly(self, length: int, deadline: float | None) -> bytes:
        # A short frame comes with its header in one read.
        if len(self._ahead) >= length:
            data, self._ahead = self._ahead[:length], self._ahead[length:]
            return data
        parts, have = [self._ahead], len(self._ahead)
        last = False
        while have < length:
            try:
                if last:
                    raise Late
                # Who comes late to a frame that is there may have it: once, not for ever.
                last = not self._limit(deadline)
                part = self._end.recv(max(1 << 16, min(length - have, 1 << 20)))
            except (TimeoutError, BlockingIOError, Late):
                # What has come is still the beginning of what comes later.
                self._ahead = b"".join(parts)
                raise Late from None
            except OSError:
                raise Closed from None
            if not part:
                raise Closed
            parts.append(part)
            have += len(part)
        data = b"".join(parts)
        self._ahead = data[length:]
        return data[:length]

    def _limit(self, deadline: float | None) -> bool:
        """Let the socket wait until the deadline; whether that is still to come."""
        if deadline is None:
            self._end.settimeout(None)
            return True
        left = deadline - self._clock()
        self._end.settimeout(max(left, 0.0))
        return left > 0
