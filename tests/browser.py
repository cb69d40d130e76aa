"""A page opened in headless Chromium: what it drew, what it said, what it asked for, what went wrong."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000
"""Milliseconds of the page's own time after which what it shows is taken."""

# Stands before everything else in the page, so that nothing goes wrong unseen.
WATCH = """
window.seen = { errors: [] };
window.addEventListener("error", (event) => window.seen.errors.push(String(event.message)));
window.addEventListener("unhandledrejection", (event) => window.seen.errors.push(String(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => window.seen.errors.push(`asked: ${event.blockedURI}`));
for (const kind of ["error", "warn"]) {
  console[kind] = (...words) => window.seen.errors.push(words.map(String).join(" "));
}
window.alert = (words) => window.seen.errors.push(`alert: ${words}`);
"""

# Waits for the page, tries its controls as a reader would, and leaves what it found in the document.
PROBE = """
(async () => {
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const visible = (element) => (element.innerText || "").trim();
  const drawings = () => Object.fromEntries([...document.querySelectorAll("main section.picture")].map((section) => {
    const marks = [...section.querySelectorAll(".plot svg path, .plot svg rect, .plot svg circle")].filter((mark) => {
      const box = mark.getBoundingClientRect();
      return box.width > 0.5 && box.height > 0.5;
    });
    const cells = section.querySelectorAll(".card, .rows td");
    return [section.id, { marks: marks.length, cells: cells.length, text: visible(section) }];
  }));
  const picture = (id) => document.querySelector(`#${id} .plot`).innerHTML;
  for (let tries = 0; document.body.dataset.ready !== "yes" && tries < 400; tries += 1) await wait(20);
  const seen = window.seen;
  seen.ready = document.body.dataset.ready === "yes";
  seen.first = drawings();
  seen.titles = [...document.querySelectorAll("h2")].map(visible);
  seen.labels = [...document.querySelectorAll("svg text")].map((text) => text.textContent);
  seen.wide = document.documentElement.scrollWidth - window.innerWidth;
  seen.moved = {};
  for (const section of document.querySelectorAll("main section.picture")) {
    const slider = section.querySelector("input[type=range]");
    if (!slider) continue;
    const before = picture(section.id);
    slider.value = "0";
    slider.dispatchEvent(new Event("input"));
    await wait(1200);
    seen.moved[section.id] = {
      says: section.querySelector("output").textContent,
      changed: picture(section.id) !== before,
    };
  }
  seen.chosen = {};
  for (const section of document.querySelectorAll("main section.picture")) {
    for (const [k, select] of [...section.querySelectorAll("select")].entries()) {
      const before = picture(section.id);
      select.value = select.options[select.options.length - 1].value;
      select.dispatchEvent(new Event("change"));
      await wait(300);
      seen.chosen[`${section.id} ${k}`] = select.options.length < 2 || picture(section.id) !== before;
    }
  }
  for (const details of document.querySelectorAll("details")) details.open = true;
  await wait(300);
  seen.rows = Object.fromEntries([...document.querySelectorAll("main section.picture")].map((section) => [
    section.id, section.querySelectorAll("details td").length,
  ]));
  document.getElementById("language").click();
  await wait(1500);
  seen.language = document.documentElement.lang;
  seen.second = drawings();
  seen.titlesThen = [...document.querySelectorAll("h2")].map(visible);
  seen.csv = toCsv(Object.values(page.data.pictures)[0].table);
  seen.csvs = Object.fromEntries(Object.entries(page.data.pictures).map(([id, one]) => [id, toCsv(one.table)]));
  seen.asked = performance.getEntriesByType("resource").map((entry) => entry.name);
  const text = JSON.stringify(seen);
  if (window.parent !== window) window.parent.postMessage(text, "*");
  const found = document.createElement("pre");
  found.id = "found";
  found.textContent = text;
  document.body.append(found);
})();
"""


def chromium() -> str:
    """Return the browser; fail with the cure where there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise AssertionError("these tests need Chromium: apt-get install chromium (or the package of your system)")


def opened(page: str, folder: Path, width: int = 1280, *, print_to: Path | None = None) -> dict[str, Any]:
    """Return what a page does in a window of this width; print_to: a PDF file to print it to as well."""
    page = page.replace("<head>", f"<head><script>{WATCH}</script>", 1)
    page = page.replace("</body>", f"<script>{PROBE}</script></body>")
    target = folder / "page.html"
    target.write_text(page, encoding="utf-8")
    # A window has a least width, a frame in it has none.
    frame = folder / "frame.html"
    frame.write_text(
        "<!DOCTYPE html><meta charset=utf-8><pre id=found></pre><script>addEventListener('message', (event) => "
        "{ document.getElementById('found').textContent = event.data; });</script>"
        f"<iframe src='page.html' style='width:{width}px;height:900px;border:0'></iframe>",
        encoding="utf-8",
    )
    dom = browse(folder, f"--window-size={max(width, 600)},1000", "--dump-dom", frame.as_uri())
    if print_to is not None:
        browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={print_to}", target.as_uri())
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found, f"the page never answered: {dom[-500:]}"
    result: dict[str, Any] = json.loads(html.unescape(found[1]))
    return result


def browse(folder: Path, *options: str) -> str:
    """Run Chromium without a screen and return what it prints; no name in the world can be looked up."""
    words = [
        chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--virtual-time-budget={PATIENCE}", *options,
    ]  # fmt: skip
    return subprocess.run(words, capture_output=True, text=True, timeout=180, check=True).stdout
