"""Lines of infrastructure that are there no more, or no longer guard what it holds."""

from app.review.content.sensitive_line import L
from app.review.content.sensitive_pattern import RUNNING, Form, patterns
from app.review.place.kind import Kind

_ALL = RUNNING | {Kind.CI}

UNGUARDED = patterns(
    "config.unguarded",
    "takes a guard against losing data away: the next `apply` may delete it for good. Keep the guard, "
    "or make sure of a backup first",
    (
        Form(
            "prevent_destroy deletion_protection deletionprotection enable_deletion_protection",
            r"\b(?:prevent_destroy|(?:enable_)?deletion_protection"
            r"|[dD]eletionProtection)\"?\s*[:=]\s*\"?false\b",
            L.TERRAFORM | L.YAML | L.JSON,
            strings=True,
        ),
        Form(
            "force_destroy skip_final_snapshot",
            r"\b(?:force_destroy|skip_final_snapshot|delete_automated_backups)\s*=\s*true\b",
            L.TERRAFORM,
        ),
        Form(
            "deletionpolicy: reclaimpolicy:",
            r"\bDeletionPolicy:\s*Delete\b|\b(?:persistentVolumeR|r)eclaimPolicy:\s*Delete\b",
            L.YAML,
        ),
        Form(
            "terraform~destroy kubectl~delete",
            r"\bterraform\s+destroy\b|\bkubectl\s+delete\s+(?P<what>ns|namespace|pvc?|crd|--all|all)\b",
            L.SHELL | L.YAML | L.PYTHON,
            strings=True,
        ),
        Form("backup_retention_period", r"\bbackup_retention_period\s*=\s*0\b", L.TERRAFORM),
    ),
    kinds=_ALL,
)

GUARD_REMOVED = patterns(
    "config.unguarded",
    "is taken away: the next `apply` may delete what it kept. Make sure of a backup first",
    (
        Form(
            "prevent_destroy deletion_protection",
            r"\b(?:prevent_destroy|(?:enable_)?deletion_protection)\s*=\s*true\b",
            L.TERRAFORM,
        ),
        Form(
            "deletionpolicy: reclaimpolicy:",
            r"\bDeletionPolicy:\s*(?:Retain|Snapshot)\b|eclaimPolicy:\s*Retain\b",
            L.YAML,
        ),
    ),
    sign="-",
)

RESOURCE_REMOVED = patterns(
    "config.resource-removed",
    "is taken out of the infrastructure: the next `apply` deletes it, with what it holds. Make sure "
    "that nothing uses it any more",
    (
        Form(
            "resource~",
            r"^\s*resource\s+\"(?P<what>\w{1,80})\"\s+\"[\w-]{1,80}\"",
            L.TERRAFORM,
            strings=True,
        ),
        Form(
            "kind:",
            r"^kind:\s*(?P<what>Deployment|StatefulSet|Service|Ingress|CronJob|Job|DaemonSet"
            r"|PersistentVolumeClaim|Namespace|Secret|ConfigMap|CustomResourceDefinition"
            r"|HorizontalPodAutoscaler|NetworkPolicy)\s*$",
            L.YAML,
        ),
    ),
    sign="-",
)

ROWS = (*UNGUARDED, *GUARD_REMOVED, *RESOURCE_REMOVED)
