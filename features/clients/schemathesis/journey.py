"""A fuzzer of descriptions reads /openapi.json and tries whether it is so. Each step is told as a line of JSON."""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

# a name or an address may be taken, and no description can say which is
UNFOUNDED = "positive_data_acceptance"


def fuzz(server, *more):
    """Why it is not so; nothing if it is."""
    fuzzer = Path(sys.executable).with_name("schemathesis")
    words = [
        fuzzer, "run", f"{server}/openapi.json", "--url", server, "--no-color", "--warnings", "off",
        "--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "1",
        "--generation-database", "none", "--exclude-checks", UNFOUNDED, *more,
    ]
    # it leaves notes where it stands
    with tempfile.TemporaryDirectory() as place:
        ran = subprocess.run(words, cwd=place, capture_output=True, text=True, timeout=170)
    return None if ran.returncode == 0 else ran.stdout + ran.stderr


def visitor(server):
    return fuzz(server)


def member(server):
    name = f"fuzz_{secrets.token_hex(4)}"
    form = {"username": name, "email": f"{name}@rookery.example", "password": "correct horse battery"}
    entered = requests.post(f"{server}/auth/register", json=form)
    entered.raise_for_status()
    cookie = "; ".join(f"{name}={value}" for name, value in entered.cookies.items())
    # whoever logs in again, or out, is not in that session any more
    kept = [word for id in ("session", "token", "sessions", "endApp") for word in ("--include-operation-id", id)]
    # the cookie is always there, so it is none of what the fuzzer may leave out
    why = fuzz(server, "--header", f"Cookie: {cookie}", "--generation-with-security-parameters", "false", *kept)
    assert requests.get(f"{server}/auth/session", headers={"Cookie": cookie}).ok, "the session has ended meanwhile"
    return why


def main():
    server = sys.argv[1]
    well = True
    for name, does in [("the description is so for visitors", visitor), ("the description is so for members", member)]:
        begun = time.monotonic()
        try:
            why = does(server)
        except Exception as error:
            why = repr(error)
        well &= why is None
        print(json.dumps({"step": name, "seconds": time.monotonic() - begun, "why": why}), flush=True)
    sys.exit(not well)


if __name__ == "__main__":
    main()
