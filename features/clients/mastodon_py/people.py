"""Who travels, and what they hear."""

import base64
import hashlib
import queue
import secrets
import time

import requests
from mastodon import Mastodon, StreamListener

from browser import Browser

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD = "correct horse battery"
SCOPES = ["read", "write", "follow", "push"]


class Proving(requests.Session):
    """Mastodon.py knows no PKCE: the proof is one field more in the form by which it asks for its token."""

    verifier = None

    def request(self, method, url, **form):
        if self.verifier and url.endswith("/oauth/token"):
            form["data"]["code_verifier"] = self.verifier
        return super().request(method, url, **form)


class Person:
    """Somebody with an account, an app of their own, and a server that it asks."""

    def __init__(self, name, server):
        self.server = server
        self.name = f"{name}_{secrets.token_hex(4)}"
        self.email = f"{self.name}@rookery.example"
        self.http = Proving()
        form = {"username": self.name, "email": self.email, "password": PASSWORD}
        requests.post(f"{server}/auth/register", json=form).raise_for_status()

    def register(self, redirect):
        self.redirect = redirect
        app = Mastodon.create_app(
            "Crow", scopes=SCOPES, redirect_uris=[redirect, "http://127.0.0.1:1/other"], api_base_url=self.server
        )
        self.api = Mastodon(*app, api_base_url=self.server, session=self.http, ratelimit_method="throw")

    def log_in(self):
        self.http.verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(self.http.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        state = secrets.token_urlsafe()
        address = self.api.auth_request_url(redirect_uris=self.redirect, scopes=SCOPES, state=state, allow_http=True)
        address += f"&code_challenge={challenge}&code_challenge_method=S256"
        told = Browser().let_in(address, self.redirect, self.email, PASSWORD)
        assert self.redirect == OUT_OF_BAND or told["state"] == state
        self.api.log_in(code=told["code"], redirect_uri=self.redirect, scopes=SCOPES, allow_http=True)
        self.id = self.api.me().id


class Ear(StreamListener):
    """Keeps what a stream says, with the time."""

    def __init__(self):
        self.heard = queue.Queue()

    def on_update(self, status):
        self.heard.put((time.monotonic(), "update", status.id))

    def on_status_update(self, status):
        self.heard.put((time.monotonic(), "status.update", status.id))

    def on_delete(self, id):
        self.heard.put((time.monotonic(), "delete", str(id)))

    def on_notification(self, notification):
        self.heard.put((time.monotonic(), notification.type, notification.account.id))

    def on_websocket_error(self, error, for_stream=None):
        self.heard.put((time.monotonic(), "error", str(error)))

    def hears(self, event, id, within):
        """When it was told so; none if it was not in so many seconds."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            try:
                moment, *told = self.heard.get(timeout=left)
            except queue.Empty:
                return None
            if told == [event, id]:
                return moment
        return None


def eventually(ask, within=5):
    """Asks until the answer is something: what follows from a change may follow a moment later."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"nothing within {within} s"
        time.sleep(0.05)
    return answer
