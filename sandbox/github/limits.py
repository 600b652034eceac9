"""GitHub's limits on what one answer holds; tests may lower them to reach them cheaply."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    # docs.github.com/en/rest/commits/commits (compare), and repositories/…/repository-limits for diffs
    compare_commits: int = 250  # in an answer without paging
    compare_files: int = 300
    commit_files: int = 3000
    pull_files: int = 3000
    pull_commits: int = 250
    diff_files: int = 300  # of a pull request as application/vnd.github.diff
    diff_lines: int = 20_000
    patch_lines: int = 20_000  # of one file, above which its patch is missing
    patch_bytes: int = 500_000
    patches_bytes: int = 1_000_000  # of all files together
    # docs.github.com/en/rest/repos/contents, …/git/trees and …/git/blobs
    content_bytes: int = 1_000_000  # above which contents come raw only
    blob_bytes: int = 100_000_000
    directory_files: int = 1000
    tree_entries: int = 100_000
