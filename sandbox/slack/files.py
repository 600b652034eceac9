"""Files of the workspace: an address is given out, bytes come in, the upload ends; then blocks show it.

Sources: docs.slack.dev/reference/methods/files.getUploadURLExternal, files.completeUploadExternal and
files.delete; its slack-file-object among the composition objects; python-slack-sdk issue 1658.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack.people import App, Json
from sandbox.slack.refusal import Refusal

ALT_TEXT = 1000  # characters
SIZE = 1_000_000  # bytes; Slack's own is 1 GB
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}  # what an image block shows


@dataclass(frozen=True)
class File:
    id: str  # F…
    app_id: str  # whose it is; it is shared with nobody else
    name: str
    length: int  # bytes, as announced
    secret: str  # in the address that its bytes are sent to
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    is_complete: bool = False
    is_deleted: bool = False

    @property
    def kind(self) -> str:
        """Return the file type that the bytes show: png, jpeg, gif, or binary."""
        content = self.content or b""
        return next((kind for magic, kind in KINDS.items() if content.startswith(magic)), "binary")


class Files:
    """Every file there is or was."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}

    def reserve(self, app: App, name: str, length: int, alt_text: str) -> File:
        """Make room for a file that is to come. Raises Refusal."""
        if not 0 < length <= SIZE:
            raise Refusal("file_upload_size_restricted" if length > SIZE else "invalid_arguments")
        if len(alt_text) > ALT_TEXT:
            raise Refusal("alt_text_too_large")
        file_id = f"F{secrets.token_hex(5).upper()}"
        return self._put(File(file_id, app.id, name, length, secrets.token_urlsafe(24), alt_text))

    def take(self, secret: str, content: bytes) -> bool:
        """Take the bytes that were sent to an address; whether it is one, and they are as announced."""
        for file in self.by_id.values():
            if secrets.compare_digest(file.secret.encode(), secret.encode()) and not file.is_complete:
                is_whole = len(content) == file.length
                if is_whole:
                    self._put(replace(file, content=content))
                return is_whole
        return False

    def complete(self, app: App, file_id: str, title: str) -> File:
        """End the upload. Raises Refusal."""
        file = self.own(app, file_id)
        if file.content is None:
            raise Refusal("file_not_found")
        return self._put(replace(file, title=title or file.name, is_complete=True))

    def delete(self, app: App, file_id: str) -> None:
        """Take the file away. Raises Refusal."""
        self._put(replace(self.own(app, file_id, "cant_delete_file"), content=None, is_deleted=True))

    def own(self, app: App, file_id: str, foreign: str = "file_not_found") -> File:
        """Return a file of the app's. Raises Refusal."""
        file = self.by_id.get(file_id)
        if file is None:
            raise Refusal("file_not_found")
        if file.is_deleted:
            raise Refusal("file_deleted")
        if file.app_id != app.id:
            raise Refusal(foreign)
        return file

    def shown(self, file_id: str) -> File | None:
        """Return an image as its viewers see it; None when there is nothing to see."""
        file = self.by_id.get(file_id)
        return file if file and file.is_complete and not file.is_deleted and file.kind != "binary" else None

    def problems(self, app: App, blocks: Any, at: str) -> Iterator[str]:
        """Yield what is wrong with the files that the blocks show; the app must have access to each."""
        for pointer, wanted in _named(blocks, at):
            file = self.shown(str(wanted.get("id"))) or self._at(str(wanted.get("url")))
            if file is None or file.app_id != app.id:
                yield f"invalid slack file [json-pointer:{pointer}]"

    def _at(self, url: str) -> File | None:
        """Return the image of a url_private or permalink, which both name it in a part of their path."""
        parts = {piece for part in url.split("/") for piece in part.split("-")}
        return next((file for file_id in parts if (file := self.shown(file_id))), None)

    def _put(self, file: File) -> File:
        self.by_id[file.id] = file
        return file


def file_json(file: File, team_id: str, origin: str, user: str) -> Json:
    """Write a file as files.info does."""
    there = f"{origin}/files-pri/{team_id}-{file.id}/{file.name}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": f"image/{file.kind}" if file.kind != "binary" else "application/octet-stream",
        "filetype": file.kind,
        "user": user,
        "mode": "hosted",
        "size": file.length,
        "alt_txt": file.alt_text,
        "url_private": there,
        "permalink": f"{origin}/files/{user}/{file.id}/{file.name}",
        "is_external": False,
        "is_public": False,
        "channels": [],
        "groups": [],
        "ims": [],
        "shares": {},
    }


def _named(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """Yield (pointer, slack_file object) of everything in the blocks that shows a file."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _named(one, f"{at}/{index}")
    elif isinstance(value, dict):
        for key, child in value.items():
            if key == "slack_file" and isinstance(child, dict):
                yield f"{at}/{key}", child
            else:
                yield from _named(child, f"{at}/{key}")
