"""Every operation of Actions and of the webhooks, in one table."""

from sandbox.github.actions import (
    artifacts,
    deployments,
    environments,
    gating,
    runs,
    workflows,
)
from sandbox.github.route import Table
from sandbox.github.webhooks import routes as webhooks

TABLE: Table = {
    **runs.TABLE,
    **gating.TABLE,
    **environments.TABLE,
    **deployments.TABLE,
    **workflows.TABLE,
    **artifacts.TABLE,
    **webhooks.TABLE,
}
