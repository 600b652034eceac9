import pytest
import requests

from sandbox.ci import CISandbox
from sandbox.ci.fault import Kind
from sandbox.ci.page import LABEL
from sandbox.ci.promotion import State
from tests.sandbox_ci.conftest import Asker


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=10)


def test_a_run_has_a_page(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next(detail="<b>boom</b>")
    url = airlock.promote("<script>", environment="<prod & co>").json()["url"]
    ci.wait_for(lambda: ci.promotions[0].state is State.FAILED)
    page = get(url)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "failed: &lt;b&gt;boom&lt;/b&gt;" in page.text
    assert "&lt;prod &amp; co&gt;" in page.text
    assert "<code>&lt;script&gt;</code>" in page.text
    assert "<b>boom" not in page.text


def test_the_front_page_lists_runs_and_what_is_live(airlock: Asker, ci: CISandbox) -> None:
    assert "None yet." in get(ci.origin).text
    airlock.promote(environment="<prod>")
    ci.wait_for(lambda: ci.promotions[0].state is State.LIVE)
    page = get(ci.origin).text
    assert '<a href="/runs/1">Run 1</a>' in page
    assert "&lt;prod&gt;" in page
    assert f"<code>{'ab' * 20}</code>" in page


def test_pages_load_nothing_from_elsewhere(ci: CISandbox) -> None:
    policy = get(ci.origin).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize(("name", "kind"), [("page.css", "text/css"), ("page.js", "text/javascript")])
def test_style_and_script_are_served(ci: CISandbox, name: str, kind: str) -> None:
    answer = get(f"{ci.origin}/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")


@pytest.mark.parametrize("path", ["/runs/7", "/runs/x", "/run.html", "/../server.py"])
def test_what_is_not_there_is_not_found(ci: CISandbox, path: str) -> None:
    assert get(ci.origin + path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "10.0.0.1"])
def test_a_foreign_name_for_this_machine_is_refused(ci: CISandbox, host: str) -> None:
    assert get(ci.origin, Host=host).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:80"])
def test_a_loopback_name_is_welcome(ci: CISandbox, host: str) -> None:
    assert get(ci.origin, Host=host).status_code == 200


def test_every_fault_has_a_button(ci: CISandbox) -> None:
    page = get(ci.origin).text
    assert set(LABEL) == set(Kind)
    assert all(f'data-fault="{kind}"' in page for kind in Kind)


def test_a_fault_is_armed_over_http(airlock: Asker, ci: CISandbox) -> None:
    fault = {"kind": "error", "times": 2, "detail": "no room"}
    assert requests.post(f"{ci.origin}/faults", json=fault, timeout=10).status_code == 204
    assert "Armed: Answer 500, Answer 500." in get(ci.origin).text
    assert airlock.promote().json() == {"error": "no room"}
    assert requests.delete(f"{ci.origin}/faults", timeout=10).status_code == 204
    assert airlock.promote().status_code == 202


def test_a_wrong_fault_is_named(ci: CISandbox) -> None:
    answer = requests.post(f"{ci.origin}/faults", json={"kind": "rain"}, timeout=10)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("kind: ")


def test_a_foreign_page_cannot_arm_a_fault(ci: CISandbox) -> None:
    answer = requests.post(f"{ci.origin}/faults", data='{"kind": "fail"}', timeout=10)
    assert answer.status_code == 415
