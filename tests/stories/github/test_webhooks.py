"""Deploys come in by GitHub's webhooks, once each, whatever else comes in by them."""

from tests.stories.github.world import SHOP, GitHubWorld


def test_the_shop_is_on_github(github_world: GitHubWorld) -> None:
    assert github_world.parts.github is not None
    assert github_world.parts.github.of(SHOP).get(f"/repos/{SHOP}")["full_name"] == SHOP
