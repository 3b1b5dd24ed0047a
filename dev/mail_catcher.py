"""A mail server that delivers nothing: each message becomes a file in a folder.

Run as ``python mail_catcher.py PORT FOLDER``.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timezone
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Catcher:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        received = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S-%f")
        (self.folder / f"{received}.eml").write_bytes(envelope.original_content or b"")
        return "250 Message kept"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    catcher = Catcher(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
