"""The settings under which git runs: nothing in a repository can make it run anything else."""

import os

# The repository's own configuration is foreign: it must not name programs, filters or remotes to use.
SAFE = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.quotePath=false",
    "core.useReplaceRefs=false",  # which goes before the environment's word
    "core.bigFileThreshold=512m",
    "core.pager=cat",
    "core.commitGraph=true",
    "log.showSignature=false",
    "log.mailmap=false",
    f"diff.orderFile={os.devnull}",
    "i18n.logOutputEncoding=UTF-8",
    "protocol.allow=never",
)
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # what is reviewed is what the commit id says
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
}
