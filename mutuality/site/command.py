"""The command line under its earlier name: crontabs of installations in containers call ``mutuality.site.command``."""

import runpy

if __name__ == "__main__":
    runpy.run_module("mutuality.host.command", run_name="__main__", alter_sys=True)
