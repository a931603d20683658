"""The table of who may import whom, held."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("audit", "rules", "reports")
ALLOWED = {
    "audit.dossier": (),
    "audit.model": ("audit.dossier",),
    "audit.urls": (),
    "audit.text": (),
    "audit.patterns": (),
    "audit.policies": ("audit.model",),
    "audit.law": ("audit.model", "audit.policies"),
    "audit.page": ("audit.page", "audit.model", "audit.urls"),
    "audit.cli": OURS,
    "audit": ("audit",),
    "rules": (
        "audit.law",
        "audit.model",
        "audit.page",
        "audit.patterns",
        "audit.policies",
        "audit.text",
        "audit.urls",
        "rules",
    ),
    "reports": (
        "audit.dossier",
        "audit.law",
        "audit.model",
        "audit.printing",
        "audit.text",
        "reports",
    ),
}
"""Module or package: what it may import of ours. The longest name that fits decides."""


def _modules() -> Iterator[tuple[str, Path]]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def _imports(path: Path, module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module
            # `from audit import config` imports a module; `from audit.model import X` a name.
            if node.module in OURS:
                yield from (f"{node.module}.{each.name}" for each in node.names)
            else:
                yield node.module


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _longest(name: str) -> str:
    return max((key for key in ALLOWED if _within(name, key)), key=len)


@pytest.mark.parametrize(("module", "path"), list(_modules()), ids=lambda each: str(each)[-40:])
def test_a_module_imports_only_what_the_table_allows(module: str, path: Path) -> None:
    allowed = ALLOWED[_longest(module)]
    if module == "audit.__main__":
        allowed = ("audit.cli",)
    ours = [name for name in _imports(path, module) if name.split(".")[0] in OURS]
    assert [] == [name for name in ours if not any(_within(name, each) for each in allowed)]


def test_only_the_command_line_prints() -> None:
    printing = [
        module
        for module, path in _modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "print"
    ]
    assert [] == printing
