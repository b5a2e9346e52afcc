"""The journey of somebody who listens with pyTwitchAPI, unmodified. Each step is told as a line of JSON."""

import asyncio
import faulthandler
import json
import os
import sys
import time
import traceback

from twitchAPI.type import InvalidTokenException, TwitchAPIException, TwitchAuthorizationException

from people import Listener, Log, Operator, Person, eventually

STEPS = []


def step(name):
    def kept(does):
        STEPS.append((name, does))
        return does

    return kept


class Journey:
    def __init__(self, servers):
        self.ada, self.bob = Person("Ada", servers[0]), Person("Bob", servers[-1])
        self.operator = Operator(servers[0], os.environ["ROOKERY_OPERATOR"])
        self.log, self.ear, self.pubsub = Log(), Listener(servers[0]), None


@step("has its token validated")
async def validates(j):
    j.pubsub = await j.ear.log_in(j.ada.token, validate=True)
    try:
        await j.ear.log_in("caw", validate=True)
    except InvalidTokenException:
        return
    raise AssertionError("a token that is none was found good")


@step("connects")
async def connects(j):
    j.pubsub.ping_frequency, j.pubsub.ping_jitter = 2, 1
    j.pubsub.start()
    await eventually(j.pubsub.is_connected)


@step("listens with its token, and hears of what concerns it")
async def listens(j):
    await j.pubsub.listen_undocumented_topic(f"user:notification.{j.ada.id}", j.ear.keeps)
    j.bob.follow(j.ada)
    told = await j.ear.hears(lambda message: message["type"] == "notification")
    assert (told["data"]["type"], told["data"]["account"]["id"]) == ("follow", j.bob.id)


@step("hears what an operator publishes, as it was said")
async def hears(j):
    topic = f"channel:update.{j.ada.id}"
    held = await j.pubsub.listen_undocumented_topic(topic, j.ear.keeps)
    message = {"type": "channel:update", "data": {"title": 'quo"te \\ back\nline 🦜', "n": [1, 2.5, None]}}
    j.operator.publish(topic, json.dumps(message))
    assert await j.ear.hears(lambda told: told["type"] == "channel:update") == message
    await j.pubsub.unlisten(held)


@step("is answered when it pings")
async def pings(j):
    await eventually(lambda: "received pong" in j.log.lines)


@step("is told that a token is none")
async def bad_token(j):
    stranger = await j.ear.log_in("caw", validate=False)
    stranger.start()
    try:
        await stranger.listen_undocumented_topic(f"user:notification.{j.ada.id}", j.ear.keeps)
    except TwitchAuthorizationException:
        return
    finally:
        stranger.stop()
    raise AssertionError("a token that is none was taken")


@step("is told that a topic is none")
async def bad_topic(j):
    try:
        await j.pubsub.listen_undocumented_topic("nest:egg.1", j.ear.keeps)
    except TwitchAPIException as refused:
        assert "ERR_BADTOPIC" in repr(refused.args[0].value), refused.args
        return
    raise AssertionError("a topic that is none was listened to")


@step("is told when it is logged out, and stays connected")
async def revoked(j):
    await asyncio.to_thread(j.ada.log_out)
    await eventually(lambda: any("received auth revoked" in line for line in j.log.lines))
    assert j.pubsub.is_connected()


# what it does then is its own: it connects anew and never reads again
@step("is sent away")
async def sent_away(j):
    await asyncio.to_thread(j.operator.drain)
    await eventually(lambda: any("received reconnect command" in line for line in j.log.lines))


async def travel(servers):
    j = Journey(servers)
    well = True
    for name, does in STEPS:
        begun, why = time.monotonic(), None
        try:
            await does(j)
        except Exception:
            why, well = traceback.format_exc(), False
        print(json.dumps({"step": name, "seconds": time.monotonic() - begun, "why": why}), flush=True)
    return well


if __name__ == "__main__":
    # whoever waits for ever is told where
    faulthandler.dump_traceback_later(180, exit=True)
    well = asyncio.run(travel(sys.argv[1:]))
    # a thread of the library that a failed step left running must not keep the journey from its end
    sys.stdout.flush()
    os._exit(not well)
