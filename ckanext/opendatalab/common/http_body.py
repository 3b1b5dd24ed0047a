"""Reads the body of an answer, piece by piece, however much the server says that it is."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import requests

from ckanext.opendatalab.common.http_dial import Watch
from ckanext.opendatalab.common.http_errors import Refused, Unreachable

CHUNK = 64 * 1024
_GZIP = zlib.MAX_WBITS | 16


class Body:
    """The file in an answer.

    :raises Refused: "too_large", "too_slow"
    :raises Unreachable: "encoding", "dropped"
    """

    def __init__(
        self, response: requests.Response, host: str, watch: Watch, most_bytes: int
    ) -> None:
        self._response = response
        self._host = host
        self._watch = watch
        self._most_bytes = most_bytes

    def check_declared(self) -> None:
        """Refuse what the server itself says is too much, before a byte of it is read."""
        declared = self._response.headers.get("content-length", "").strip()
        if re.fullmatch(r"[0-9]{1,30}", declared) and int(declared) > self._most_bytes:
            raise Refused("too_large", self._host)

    def write(self, stream: BinaryIO) -> tuple[int, str]:
        """Write the file; return how many bytes it has, and their SHA-256."""
        digest, size = hashlib.sha256(), 0
        for chunk in self._decoded():
            size += len(chunk)
            if size > self._most_bytes:
                raise Refused("too_large", self._host)
            digest.update(chunk)
            stream.write(chunk)
        return size, digest.hexdigest()

    def taste(self) -> tuple[int, bool]:
        """Return how many bytes there are, up to the limit, and whether there are more."""
        size = 0
        for chunk in self._decoded():
            size += len(chunk)
            if size > self._most_bytes:
                return self._most_bytes, True
        return size, False

    def _decoded(self) -> Iterator[bytes]:
        """Yield the bytes of the file, never more than a chunk at once: a bomb stops early.

        gzip alone, once: it is all that we say we read.
        """
        encoding = self._response.headers.get("content-encoding", "").strip().lower()
        if encoding in ("", "identity"):
            yield from self._raw()
            return
        if encoding not in ("gzip", "x-gzip"):
            raise Unreachable("encoding", self._host)
        decoder, any_bytes = zlib.decompressobj(_GZIP), False
        for raw in self._raw():
            rest, any_bytes = raw, True
            while rest:
                if decoder.eof:  # several archives, one behind the other, are one file
                    decoder = zlib.decompressobj(_GZIP)
                try:
                    chunk = decoder.decompress(rest, CHUNK)
                except zlib.error as error:
                    raise Unreachable("encoding", self._host) from error
                rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
                yield chunk
        if any_bytes and not decoder.eof:
            raise Unreachable("dropped", self._host)

    def _raw(self) -> Iterator[bytes]:
        taken = 0
        while raw := self._response.raw.read(CHUNK, decode_content=False):
            taken += len(raw)
            if self._watch.over:
                break
            yield raw
            if taken > self._most_bytes:  # compressed, it is more than it may be unpacked
                raise Refused("too_large", self._host)
        if self._watch.over:  # a connection that is hung up looks like one at its end
            raise Refused("too_slow", self._host)
