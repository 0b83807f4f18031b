"""Walk, show, and write the index: ``python -m tests.pictures``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.pictures.showing import CHROMIUM, LOOKS, QUIET, document, figures, for_docs, pictures
from tests.pictures.walking import Seen
from tests.pictures.walks import walked


def _keep(seen: list[Seen], *, out: Path) -> list[Seen]:
    out.mkdir(parents=True, exist_ok=True)
    (out / "walk.json").write_text(json.dumps([asdict(each) for each in seen]))
    return seen


def _kept(out: Path) -> list[Seen]:
    return [Seen(**each) for each in json.loads((out / "walk.json").read_text())]


def main() -> int:
    """Walk, show, and write the index. Returns 1 when a page is wider than its screen."""
    asked = argparse.ArgumentParser(description="Pictures of every page.")
    asked.add_argument("--only", default="", help="pages whose name begins like this")
    asked.add_argument("--look", default="", help="ways of looking whose name holds this")
    asked.add_argument("--out", type=Path, default=Path(".pictures"))
    asked.add_argument("--docs", action="store_true", help="only the pictures that the README shows")
    asked.add_argument(
        "--again", action="store_true", help="show the pages of the last walk with the look of now"
    )
    options = asked.parse_args()
    settings.configure(USE_I18N=False)
    looks = [look for look in LOOKS if options.look in look.name]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        pages = _kept(options.out) if options.again else _keep(walked(browser), out=options.out)
        seen = [each for each in pages if each.name.startswith(options.only)]
        if options.docs:
            for_docs(browser, pages)
            return 0
        spilling = [each for look in looks for each in pictures(browser, seen, look=look, out=options.out)]
        browser.close()
    body = "".join(f"<h1>{look.name}</h1><section>{figures(seen, look)}</section>" for look in looks)
    (options.out / "index.html").write_text(document(body))
    print(f"{len(seen)} pages in {len(looks)} ways: {options.out / 'index.html'}")
    print("".join(f"Wider than its screen: {each}\n" for each in spilling), end="")
    return 1 if spilling else 0


if __name__ == "__main__":
    raise SystemExit(main())
