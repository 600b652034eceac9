"""files.*: a picture is uploaded in three steps, shown in blocks, and taken away."""

from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import Manifest, SlackSandbox
from tests.sandbox.cards import home, section
from tests.sandbox.client import client_of, refused
from tests.sandbox.conftest import QUICK

ANA = "U0ANA00001"
APPROVAL = "C0APPROVAL"
PNG = b"\x89PNG\r\n\x1a\n and more"
Json = dict[str, Any]


def reserved(client: WebClient, content: bytes = PNG) -> tuple[str, str]:
    """Return the file id, and the address that the bytes are to be sent to."""
    answer = client.files_getUploadURLExternal(filename="figures.png", length=len(content))
    return str(answer["file_id"]), str(answer["upload_url"])


def uploaded(client: WebClient, content: bytes = PNG) -> str:
    file_id, url = reserved(client, content)
    assert requests.post(url, data=content, timeout=5).status_code == 200
    client.files_completeUploadExternal(files=[{"id": file_id, "title": "Figures"}])
    return file_id


def image(**named: Any) -> Json:
    return {"type": "image", "alt_text": "Deploys a week", "slack_file": named}


def test_an_image_block_shows_an_uploaded_picture(slack: SlackSandbox, client: WebClient) -> None:
    file_id = uploaded(client)
    client.views_publish(user_id=ANA, view=home(image(id=file_id)))
    shown = requests.get(f"{slack.page_url}ui/files/{file_id}", timeout=5)
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    described = client.files_info(file=file_id)["file"]
    assert (described["title"], described["filetype"], described["size"]) == ("Figures", "png", len(PNG))
    assert client.views_publish(user_id=ANA, view=home(image(url=described["url_private"])))["ok"]


def test_what_the_sdk_uploads_in_one_go_is_taken_too(client: WebClient) -> None:
    file_id = client.files_upload_v2(filename="figures.png", content=PNG, title="Figures")["file"]["id"]
    assert client.files_info(file=file_id)["file"]["mimetype"] == "image/png"


def test_blocks_show_no_file_that_is_unknown_unfinished_deleted_foreign_or_no_picture(
    slack: SlackSandbox, client: WebClient
) -> None:
    unfinished, url = reserved(client)
    requests.post(url, data=PNG, timeout=5)
    deleted = uploaded(client)
    client.files_delete(file=deleted)
    other = slack._hub.app_named("A0OTHER001")  # which may only post, so there is no call for it
    files = slack._hub.workspace.files
    theirs = files.reserve(other, "a.png", len(PNG), "")
    files.take(theirs.secret, PNG)
    files.complete(other, theirs.id, "")
    for file_id in ("F0NOBODY000", unfinished, deleted, theirs.id, uploaded(client, b"no picture")):
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=APPROVAL, text="-", blocks=[section(), image(id=file_id)])
        answer = caught.value.response
        assert answer["error"] == "invalid_blocks"
        assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
        wrong = refused(lambda shown=file_id: client.views_publish(user_id=ANA, view=home(image(id=shown))))  # type: ignore[misc]
        assert wrong == "invalid_arguments"
    assert refused(lambda: client.files_delete(file=theirs.id)) == "cant_delete_file"
    assert refused(lambda: client.files_delete(file=deleted)) == "file_deleted"
    assert refused(lambda: client.files_info(file="F0NOBODY000")) == "file_not_found"


@pytest.mark.parametrize("named", [{"id": "nonsense"}, {"id": "F0NOBODY000", "url": "http://a"}, {}])
def test_a_file_is_named_by_its_id_or_by_its_address(client: WebClient, named: Json) -> None:
    wrong = refused(lambda: client.views_publish(user_id=ANA, view=home(image(**named))))
    assert wrong == "invalid_arguments"


def test_bytes_are_taken_as_announced_and_only_until_the_upload_ends(client: WebClient) -> None:
    file_id, url = reserved(client)
    assert requests.post(url, data=PNG + b"!", timeout=5).status_code == 400
    assert requests.post(f"{url}x", data=PNG, timeout=5).status_code == 400
    early = refused(lambda: client.files_completeUploadExternal(files=[{"id": file_id}]))
    assert early == "file_not_found"
    assert requests.post(url, data=PNG, timeout=5).status_code == 200
    client.files_completeUploadExternal(files=[{"id": file_id}])
    assert requests.post(url, data=PNG, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"filename": "a.png", "length": 0}, "invalid_arguments"),
        ({"filename": "a.png", "length": 2_000_000_000}, "file_upload_size_restricted"),
        ({"filename": "a.png", "length": 1, "alt_txt": "a" * 1001}, "alt_text_too_large"),
        ({"filename": "a.png"}, "missing_argument"),
    ],
)
def test_no_room_is_made_for(client: WebClient, given: Json, error: str) -> None:
    assert refused(lambda: client.api_call("files.getUploadURLExternal", params=given)) == error


def test_an_upload_needs_its_scope_and_the_old_method_is_gone(client: WebClient) -> None:
    with SlackSandbox.start(app=Manifest(), scopes={"chat:write"}, timing=QUICK) as strict:
        wanted = client_of(strict)
        for call in (reserved, uploaded):
            assert refused(lambda call=call: call(wanted)) == "missing_scope"  # type: ignore[misc]
        assert refused(lambda: wanted.files_delete(file="F0NOBODY000")) == "missing_scope"
    assert refused(lambda: client.api_call("files.upload", params={})) == "method_deprecated"


def test_an_upload_can_be_made_to_fail(slack: SlackSandbox, client: WebClient) -> None:
    file_id, url = reserved(client)
    slack.fail_next("upload_url", status=503)
    assert requests.post(url, data=PNG, timeout=5).status_code == 503
    slack.fail_next("upload_url", drop="after")
    with pytest.raises(requests.ConnectionError):
        requests.post(url, data=PNG, timeout=5)
    assert client.files_completeUploadExternal(files=[{"id": file_id}])["ok"], "it had been taken"
