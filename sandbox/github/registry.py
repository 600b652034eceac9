"""Which repositories there are, and where the App is installed."""

from pathlib import Path

from sandbox.github.directory import Directory
from sandbox.github.installation import Installation, Token
from sandbox.github.refusal import not_found
from sandbox.github.repository import Repository


class Registry(Directory):
    def __init__(self) -> None:
        super().__init__()
        self.repositories: dict[int, Repository] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}  # of installations

    def add_repository(self, full_name: str, path: Path, default_branch: str, *, private: bool) -> Repository:
        """Serve a real git repository under a name. Raises ValueError when the name is taken."""
        if self.find(full_name):
            raise ValueError(f"{full_name} is there already")
        self.add_person(full_name.partition("/")[0], kind="Organization")
        repository = Repository(self.new_id(), full_name, path, default_branch, private, self.now())
        self.repositories[repository.id] = repository
        return repository

    def find(self, full_name: str) -> Repository | None:
        """Return the repository that has this name now, whatever the letters' case."""
        wanted = full_name.lower()
        found = (one for one in self.repositories.values() if one.full_name.lower() == wanted)
        return next(found, None)

    def find_renamed(self, full_name: str) -> Repository | None:
        """Return the repository that had this name before."""
        wanted = full_name.lower()
        held = (one for one in self.repositories.values() if wanted in map(str.lower, one.former_names))
        return next(held, None)

    def repository(self, full_name: str) -> Repository:
        """Return a repository by its name. Raises LookupError."""
        found = self.find(full_name)
        if found is None:
            raise LookupError(f"no repository {full_name}")
        return found

    def sha(self, full_name: str, ref: str) -> str:
        """Return the full id of a commit, by branch, tag or id. Raises LookupError."""
        found = self.repository(full_name).git.sha(ref)
        if found is None:
            raise LookupError(f"{full_name} has no commit {ref}")
        return found

    def current_path(self, path: str) -> str:
        """Return a path by id, to which GitHub redirects after a rename, as the path by name."""
        parts = path.split("/", 3)
        if len(parts) > 2 and parts[1] == "repositories" and parts[2].isdecimal():  # noqa: PLR2004 - /, word, id
            held = self.repositories.get(int(parts[2]))
            return "/".join(["/repos", held.full_name, *parts[3:]]) if held else path
        return path

    def installation_of(self, repository: Repository) -> Installation:
        """Return the installation that covers a repository. Raises Refusal."""
        for one in self.installations.values():
            if repository.id in one.repositories:
                return one
        raise not_found()
