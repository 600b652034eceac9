"""Files in Slack: uploaded in three steps, shared with nobody, and deleted.

Sources: docs.slack.dev/reference/methods/files.getUploadURLExternal, files.completeUploadExternal and
files.delete, all under the scope files:write; files.upload is retired since November 2025.
"""

from dataclasses import dataclass

import requests
from slack_sdk import WebClient

from app.adapters.slack import translated
from app.domain.errors import BadInput, Gone, Transient

TIMEOUT = 30  # seconds; the bytes of one small picture


@dataclass(frozen=True)
class Upload:
    """An upload that has begun: Slack's id of the file to come, and where its bytes are to be sent."""

    file: str
    url: str


class SlackFiles:
    """Uploads what blocks are to show. Slack works on a file for some seconds before blocks may show it."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def begin_upload(self, name: str, size: int) -> Upload:
        """Ask where to send `size` bytes. Nothing is to be seen of it until `end_upload`."""
        with translated():
            answer = self._client.files_getUploadURLExternal(filename=name, length=size)
        return Upload(str(answer["file_id"]), str(answer["upload_url"]))

    def end_upload(self, upload: Upload, content: bytes, title: str) -> None:
        """Send the bytes and end the upload: the file is there, and only this app has access to it."""
        _send(upload.url, content)
        with translated():
            self._client.files_completeUploadExternal(files=[{"id": upload.file, "title": title}])

    def delete_file(self, file: str) -> None:
        """Delete a file of ours. Safe to run twice."""
        try:
            with translated():
                self._client.files_delete(file=file)
        except Gone:
            return


def _send(url: str, content: bytes) -> None:
    try:
        answer = requests.post(url, data=content, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as problem:
        raise Transient("Slack did not take the file.") from problem
    if answer.status_code == requests.codes.too_many_requests or answer.status_code >= 500:  # noqa: PLR2004
        raise Transient("Slack has trouble of its own.")
    if answer.status_code != requests.codes.ok:
        raise BadInput(f"Slack refuses the file with HTTP {answer.status_code}.")
