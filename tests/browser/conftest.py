"""JupyterLab and Chromium, set up so that nothing is written outside a temporary folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

TOKEN = "only-on-this-machine"  # noqa: S105
SETTINGS = """{
  "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},
  "@jupyterlab/docmanager-extension:plugin": {"autosave": false}
}"""
IS_IDLE = """() =>
  window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"""
RUN_ALL = """async () => {
  const app = window.jupyterapp, nb = app.shell.currentWidget;
  await nb.context.ready;
  await nb.sessionContext.ready;
  await app.commands.execute('notebook:run-all-cells');
  return [...nb.content.model.cells].flatMap((cell, i) => cell.type !== 'code' ? [] :
    cell.outputs.toJSON().filter(o => o.output_type === 'error')
      .map(o => `cell ${i + 1}: ${o.ename}: ${o.evalue}`));
}"""


# Not for the session: while playwright lives, its event loop keeps asyncio.run() from working.
@pytest.fixture(scope="module")
def chromium():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium or Chrome: install it, for example with `apt install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory, corpus):
    """Start JupyterLab on a folder of its own; give (address, folder)."""
    home, root = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("root")
    corpus.write(home / "data/tables")
    (home / "config/labconfig").mkdir(parents=True)
    (home / "config/labconfig/default_setting_overrides.json").write_text(SETTINGS)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    command += [f"--FileCheckpoints.checkpoint_dir={home / 'checkpoints'}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=_environment(home), stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", home / "log")
            yield f"http://127.0.0.1:{port}", root
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture
def open_notebook(chromium, lab):
    """Give a function that opens a notebook, runs all cells, and returns (errors, page)."""
    address, root = lab
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    foreign = []
    context.on("request", lambda r: None if _is_own(r.url, address) else foreign.append(r.url))

    def run(notebook: Path):
        shutil.copy(notebook, root / notebook.name)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/doc/tree/{notebook.name}?token={TOKEN}&reset")
        page.locator("#jupyterlab-splash").wait_for(state="detached")
        page.wait_for_function(IS_IDLE)
        return page.evaluate(RUN_ALL), page

    yield run
    context.close()
    assert foreign == []


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", address.replace("http", "ws", 1)))


def _environment(home: Path) -> dict[str, str]:
    """Point Jupyter to `home`; the notebooks read their tables and write their charts there."""
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "ANALYSIS_DATA": "data",
    }
    return os.environ | {name: str(home / folder) for name, folder in places.items()}


def _wait_for(address: str, log: Path) -> None:
    for _ in range(600):
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
