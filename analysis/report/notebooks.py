"""Run the notebooks, two at a time, and keep executed copies that are the same on every run."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm

INTERACTIVE = "interactive"  # tag of cells whose widgets need a living kernel

_AT_ONCE = 2


def run_notebooks(
    notebooks: Sequence[Path], *, out: Path, data: Path, seconds: float = 600
) -> list[Path]:
    """Run notebooks top to bottom; the files themselves are never written.

    Takes    out: folder of the executed copies. data: what `analysis.paths.data()` names inside the
             notebooks. seconds: time limit of each notebook.
    Returns  the copies, in the order of `notebooks`.
    Raises   ValueError with one line for each notebook that failed: cell, its source, its error.
    """
    if any(notebook.resolve().parent == out.resolve() for notebook in notebooks):
        raise ValueError(
            f"run_notebooks: expected a folder for the copies, got the notebooks' own, {out}."
            " Choose another folder."
        )
    out.mkdir(parents=True, exist_ok=True)
    failures = asyncio.run(_run_all(notebooks, out, data, seconds))
    if failures:
        raise ValueError("\n".join(failures))
    return [out / notebook.name for notebook in notebooks]


def check_clean(notebook: Path) -> None:
    """Raise ValueError if a notebook kept in the project holds anything a run has left in it."""
    nb = _read(notebook)
    left = [f"metadata.{key}" for key in nb.metadata if key == "widgets"]
    for number, cell in enumerate(nb.cells, 1):
        kept = {"outputs": cell.get("outputs"), "execution_count": cell.get("execution_count")}
        left += [f"{name} in cell {number}" for name, value in kept.items() if value]
    if left:
        raise ValueError(
            f"check_clean: expected a notebook without results, got {', '.join(left)} in"
            f" {notebook.name}. Clear all outputs and save."
        )


async def _run_all(notebooks: Sequence[Path], out: Path, data: Path, seconds: float) -> list[str]:
    free = asyncio.Semaphore(_AT_ONCE)
    with tqdm(total=len(notebooks), desc="notebooks", disable=None) as progress:

        async def one(notebook: Path) -> str | None:
            async with free:
                failure = await _run(notebook, out / notebook.name, data, seconds)
            progress.update()
            return failure

        failures = await asyncio.gather(*map(one, notebooks))
    return [failure for failure in failures if failure]


async def _run(notebook: Path, copy: Path, data: Path, seconds: float) -> str | None:
    """Run one notebook and write its copy; return what went wrong, or None."""
    nb = _read(notebook)
    at: list[NotebookNode] = []
    client = NotebookClient(
        nb,
        timeout=None,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=CRITICAL"],
        on_cell_execute=lambda cell, cell_index: at.append(cell),
        resources={"metadata": {"path": str(notebook.parent.resolve())}},
    )
    try:
        async with asyncio.timeout(seconds) as limit:
            await client.async_execute(env=_environment(data))
    except CellExecutionError as error:
        return _failure(notebook, at, f"{error.ename}: {error.evalue}".splitlines()[0])
    except (TimeoutError, DeadKernelError):  # a kernel stopped at the limit may count as dead, too
        got = f"no end after {seconds:g} s" if limit.expired() else "the end of its Python process"
        return _failure(notebook, at, got)
    nbformat.write(_settled(nb), copy)  # type: ignore[no-untyped-call]
    return None


def _read(notebook: Path) -> NotebookNode:
    nb: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    return nb


def _environment(data: Path) -> dict[str, str]:
    # With two kernels on two cores, more threads only get in each other's way.
    return os.environ | {"ANALYSIS_DATA": str(data.resolve()), "OMP_NUM_THREADS": "1"}


def _settled(nb: NotebookNode) -> NotebookNode:
    """Leave out what differs from run to run: versions, widget ids, warnings with their paths."""
    nb.metadata.pop("language_info", None)
    for cell in nb.cells:
        if cell.cell_type == "code":
            interactive = INTERACTIVE in cell.metadata.get("tags", [])
            outputs = [] if interactive else cell.outputs
            cell.outputs = [output for output in outputs if output.get("name") != "stderr"]
    return nb


def _failure(notebook: Path, at: list[NotebookNode], got: str) -> str:
    source = at[-1].source.strip().splitlines()[0] if at else ""
    return (
        f"run_notebooks: expected {notebook.name} to run, got {got} in code cell {len(at)},"
        f" {source!r}. Open it in JupyterLab and run all cells."
    )
