"""Who listens, and what they hear."""

import asyncio
import logging
import secrets
import time

import requests
from twitchAPI import pubsub as library
from twitchAPI.pubsub import PubSub
from twitchAPI.twitch import Twitch

PASSWORD = "correct horse battery"


class Person:
    """Somebody who is logged in, and has a token of the gateway."""

    def __init__(self, name, server):
        self.server = server
        self.name = f"{name}_{secrets.token_hex(4)}"
        self.http = requests.Session()
        form = {"username": self.name, "email": f"{self.name}@rookery.example", "password": PASSWORD}
        entered = self.http.post(f"{server}/auth/register", json=form)
        entered.raise_for_status()
        self.id, self.rest = entered.json()["account"]["id"], entered.json()["access_token"]
        given = self.http.get(f"{server}/auth/ws")
        given.raise_for_status()
        self.token = given.json()["access_token"]

    def follow(self, other):
        bearer = {"Authorization": f"Bearer {self.rest}"}
        requests.post(f"{self.server}/api/v1/accounts/{other.id}/follow", headers=bearer).raise_for_status()

    def log_out(self):
        self.http.post(f"{self.server}/auth/logout").raise_for_status()


class Operator:
    """Whoever runs the servers."""

    def __init__(self, server, token):
        self.server, self.bearer = server, {"Authorization": f"Bearer {token}"}

    def drain(self):
        urls = requests.get(f"{self.server}/api/v2/instance").json()["configuration"]["urls"]
        sockets = urls["streaming"].rstrip("/").replace("ws", "http", 1)
        drained = requests.post(f"{sockets}/api/rookery/v1/admin/gateway/drain?seconds=1", headers=self.bearer)
        drained.raise_for_status()

    def publish(self, topic, message):
        told = requests.post(
            f"{self.server}/api/rookery/v1/admin/gateway/publish",
            headers=self.bearer,
            json={"topic": topic, "message": message},
        )
        told.raise_for_status()


class Log(logging.Handler):
    """What the library says of itself."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []
        logger = logging.getLogger("twitchAPI.pubsub")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record):
        self.lines.append(record.getMessage())


class Listener:
    """The library, as it comes; a constant of its module says where it connects to."""

    def __init__(self, server):
        urls = requests.get(f"{server}/api/v2/instance").json()["configuration"]["urls"]
        library.TWITCH_PUB_SUB_URL = urls["streaming"].rstrip("/") + "/v1"
        self.server, self.heard = server, []

    async def log_in(self, token, validate):
        # the app that the tokens of our own pages belong to
        twitch = Twitch("rookery", authenticate_app=False, auth_base_url=f"{self.server}/oauth2/")
        twitch.auto_refresh_auth = False
        await twitch.set_user_authentication(token, [], validate=validate)
        return PubSub(twitch)

    async def keeps(self, _, message):
        self.heard.append(message)

    async def hears(self, is_so):
        return await eventually(lambda: next(filter(is_so, list(self.heard)), None))


async def eventually(ask, within=10):
    """Asks until the answer is something."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"nothing within {within} s"
        await asyncio.sleep(0.02)
    return answer
