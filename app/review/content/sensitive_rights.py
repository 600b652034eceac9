"""Lines that say who may reach what."""

from app.review.content.sensitive_line import ANY, DATA, L
from app.review.content.sensitive_pattern import RUNNING, Form, patterns
from app.review.place.kind import Kind

_ALL = RUNNING | {Kind.CI}

PERMISSIONS = patterns(
    "content.permissions-wide",
    "gives more rights than one task needs: whoever gets in there gets everything. Name the actions and"
    " the resources",
    (
        Form(
            "chmod",
            r"\bchmod\s+(?:-R\s+)?0?777\b|\bchmod\s+(?:-R\s+)?a\+rwx\b",
            L.SHELL | L.DOCKER | L.YAML | L.JVM,
            strings=True,
            unless=r"/tmp\b",  # noqa: S108 - a pattern, not a path
        ),
        Form("chmod( 0o777", r"\b(?:os\.)?[cC]hmod\([^)]{0,120}\b0o?777\b", L.PYTHON | L.GO | L.RUBY | L.PHP),
        Form(
            "action",
            r"\"?\b[aA]ctions?\"?\s*[:=]\s*\[?\s*['\"](?:\w{1,30}:)?\*['\"]",
            DATA | L.SCRIPT | L.PYTHON,
            strings=True,
        ),
        Form(
            "resource",
            r"\"[rR]esource\"\s*[:=]\s*\[?\s*\"\*\"|\bresources\s*=\s*\[\s*\"\*\"",
            DATA | L.SCRIPT | L.PYTHON,
            strings=True,
        ),
        Form("grant~all", r"(?i)\bGRANT ALL\b", ANY, strings=True),
        Form("nopasswd", r"\bNOPASSWD:\s*ALL\b", ANY, strings=True),
        Form("cluster-admin", r"\bcluster-admin\b", DATA, strings=True),
        Form(
            "verbs: apigroups: resources:",
            r"^\s*-?\s*(?:verbs|apiGroups|resources):\s*\[\s*['\"]\*['\"]",
            L.YAML,
            strings=True,
        ),
        Form(
            "administratoraccess roles/owner roles/editor",
            r"\bAdministratorAccess\b|\broles/(?:owner|editor)\b",
            DATA | L.PYTHON | L.SCRIPT,
            strings=True,
        ),
    ),
    kinds=_ALL,
)

EXPOSED = patterns(
    "config.exposed",
    "opens it to the whole internet or to the machine that it runs on. Name the networks that may reach"
    " it, and drop the privilege",
    (
        Form(
            "0.0.0.0/0 ::/0",
            r"\b0\.0\.0\.0/0\b|['\"]::/0['\"]",
            L.TERRAFORM | L.YAML | L.JSON,
            strings=True,
            unless=r"(?i)egress|destination",
        ),
        Form(
            "publicly_accessible publiclyaccessible",
            r"\bpublicly_?[aA]ccessible\"?\s*[:=]\s*\"?true\b",
            L.TERRAFORM | L.YAML | L.JSON,
            strings=True,
        ),
        Form("public-read allusers", r"['\"]public-read(?:-write)?['\"]|\ballUsers\b", DATA, strings=True),
        Form(
            "block_public",
            r"\b(?:block_public_(?:acls|policy)|restrict_public_buckets"
            r"|ignore_public_acls)\s*=\s*false\b",
            L.TERRAFORM,
        ),
        Form(
            "privileged hostnetwork hostpid hostipc",
            r"\b(?:privileged|hostNetwork|hostPID|hostIPC|host_network"
            r"|allowPrivilegeEscalation)\"?\s*[:=]\s*true\b",
            L.YAML | L.JSON | L.TERRAFORM,
            strings=True,
        ),
        Form(
            "--privileged docker.sock",
            r"--privileged\b|/var/run/docker\.sock\b",
            L.SHELL | L.YAML,
            strings=True,
        ),
        Form("runasuser: runasnonroot:", r"\brunAsUser:\s*0\b|\brunAsNonRoot:\s*false\b", L.YAML),
        Form("user~root user~0", r"^\s*USER\s+(?:root|0)\b", L.DOCKER),
        Form("expose~", r"^\s*EXPOSE\s+\d{2,5}", L.DOCKER),
        Form("type:~loadbalancer", r"\btype:\s*(?:LoadBalancer|NodePort)\b", L.YAML),
    ),
)

ROWS = (*PERMISSIONS, *EXPOSED)
