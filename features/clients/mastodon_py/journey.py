"""The journey of two people with Mastodon.py, unmodified. Each step is told as a line of JSON."""

import faulthandler
import json
import sys
import threading
import time
import traceback

import requests
from mastodon import MastodonAPIError, MastodonUnauthorizedError

from people import OUT_OF_BAND, Ear, Person, eventually

STEPS = []


def step(name):
    def kept(does):
        STEPS.append((name, does))
        return does

    return kept


class Journey:
    """Ada and Bob, each at a server of their own where there are two."""

    def __init__(self, servers):
        self.ada, self.bob = Person("Ada", servers[0]), Person("Bob", servers[-1])


@step("registers an app")
def registers(j):
    j.ada.register(OUT_OF_BAND)
    j.bob.register("http://127.0.0.1:1/back")


@step("is let in through the form, with PKCE")
def let_in(j):
    for person in (j.ada, j.bob):
        person.log_in()
        assert person.api.me().username == person.name
        assert person.api.app_verify_credentials().name == "Crow"


@step("follows")
def follows(j):
    for one, other in ((j.ada, j.bob), (j.bob, j.ada)):
        assert one.api.account_follow(other.id).following
    [relation] = j.ada.api.account_relationships(j.bob.id)
    assert relation.following and relation.followed_by
    assert [account.id for account in j.bob.api.account_followers(j.bob.id)] == [j.ada.id]


@step("posts")
def posts(j):
    key = f"once {j.ada.name}"
    j.post = j.ada.api.status_post("the rooks are back #rookery", idempotency_key=key, language="en")
    again = j.ada.api.status_post("the rooks are back #rookery", idempotency_key=key)
    assert again.id == j.post.id
    assert j.bob.api.status(j.post.id).content == j.post.content
    assert j.bob.api.timeline_home()[0].id == j.post.id
    # others are on the way too, and say the same
    assert j.post.id in [post.id for post in j.bob.api.timeline_hashtag("rookery")]


@step("replies")
def replies(j):
    j.reply = j.bob.api.status_reply(j.post, "so they are", visibility="unlisted")
    assert j.reply.in_reply_to_id == j.post.id and j.reply.in_reply_to_account_id == j.ada.id
    assert [mention.id for mention in j.reply.mentions] == [j.ada.id]
    j.answer = j.ada.api.status_reply(j.reply, "listen to them", untag=True)
    assert j.ada.api.status(j.post.id).replies_count == 1


@step("posts a picture")
def pictures(j):
    picture = j.ada.api.media_post("../rook.png", description="a rook", focus=(0.5, -0.5), synchronous=True)
    assert picture.type == "image" and picture.blurhash
    assert (picture.meta.original.width, picture.meta.original.height) == (64, 48)
    j.ada.api.media_update(picture, description="a rook on a roof")
    post = j.ada.api.status_post("look", media_ids=[picture])
    [shown] = j.bob.api.status(post).media_attachments
    assert shown.id == picture.id and shown.description == "a rook on a roof"
    for address in (shown.url, shown.preview_url):
        file = requests.get(address)
        assert file.ok and file.headers["Content-Type"].startswith("image/"), address
    assert [status.id for status in j.bob.api.account_statuses(j.ada.id, only_media=True)] == [post.id]


@step("keeps a list")
def lists(j):
    kept = j.ada.api.list_create("rooks")
    j.ada.api.list_accounts_add(kept, [j.bob.id])
    assert [account.id for account in j.ada.api.list_accounts(kept)] == [j.bob.id]
    assert [one.id for one in j.ada.api.account_lists(j.bob.id)] == [kept.id]
    post = j.bob.api.status_post("on the list")
    assert j.ada.api.timeline_list(kept)[0].id == post.id
    assert j.ada.api.list_update(kept, "all rooks").title == "all rooks"
    j.ada.api.list_accounts_delete(kept, [j.bob.id])
    assert not j.ada.api.timeline_list(kept)
    j.ada.api.list_delete(kept)
    assert not j.ada.api.lists()


@step("edits")
def edits(j):
    post = j.bob.api.status_post("the rocks are back")
    edited = j.bob.api.status_update(post, "the rooks are back again", spoiler_text="news")
    assert edited.id == post.id and edited.edited_at and edited.spoiler_text == "news"
    source = j.bob.api.status_source(post)
    assert (source.text, source.spoiler_text) == ("the rooks are back again", "news")
    history = j.ada.api.status_history(post)
    assert ["rocks" in version.content for version in history] == [True, False]
    assert j.ada.api.status(post).content == edited.content


@step("votes in a poll")
def votes(j):
    poll = j.bob.api.make_poll(["a tower", "a tree"], expires_in=3600)
    post = j.bob.api.status_post("where do they live?", poll=poll)
    assert [option.title for option in post.poll.options] == ["a tower", "a tree"]
    voted = j.ada.api.poll_vote(post.poll, 1)
    assert voted.voted and voted.own_votes == [1] and voted.options[1].votes_count == 1
    assert j.bob.api.poll(post.poll).votes_count == 1
    try:
        j.ada.api.poll_vote(post.poll, 0)
    except MastodonAPIError:
        return
    raise AssertionError("one can vote twice")


@step("filters")
def filters(j):
    made = j.ada.api.create_filter_v2("no crows", ["home"], "warn", keywords_attributes=[{"keyword": "crow", "whole_word": True}])
    post = j.bob.api.status_post("a crow, not a rook")
    [hit] = j.ada.api.timeline_home()[0].filtered
    assert hit.filter.id == made.id and hit.keyword_matches == ["crow"]
    assert [one.id for one in j.ada.api.filters_v2()] == [made.id]
    j.ada.api.delete_filter_v2(made.id)
    assert j.ada.api.timeline_home()[0].id == post.id and not j.ada.api.timeline_home()[0].filtered


@step("favourites")
def favourites(j):
    assert j.bob.api.status_favourite(j.post).favourited
    assert j.ada.api.status(j.post).favourites_count == 1
    assert [account.id for account in j.ada.api.status_favourited_by(j.post)] == [j.bob.id]
    assert [status.id for status in j.bob.api.favourites()] == [j.post.id]


@step("boosts")
def boosts(j):
    boost = j.bob.api.status_reblog(j.post)
    assert boost.reblog.id == j.post.id and boost.account.id == j.bob.id
    assert j.ada.api.status(j.post).reblogs_count == 1
    assert [account.id for account in j.ada.api.status_reblogged_by(j.post)] == [j.bob.id]
    assert j.bob.api.status_unreblog(j.post).id == j.post.id
    assert j.bob.api.status_reblog(j.post).reblog.id == j.post.id


@step("bookmarks")
def bookmarks(j):
    assert j.bob.api.status_bookmark(j.post).bookmarked
    assert [status.id for status in j.bob.api.bookmarks()] == [j.post.id]
    assert not j.bob.api.status_unbookmark(j.post).bookmarked


@step("is notified")
def notified(j):
    def all_told():
        told = j.ada.api.notifications()
        assert all(note.account.id == j.bob.id for note in told)
        return {note.type for note in told} == {"follow", "mention", "favourite", "reblog"} and told

    told = eventually(all_told)
    for note in told:
        if note.type == "mention":
            assert note.status.id == j.reply.id
    one = j.ada.api.notifications(types=["favourite"])
    assert [note.status.id for note in one] == [j.post.id]
    j.ada.api.notifications_dismiss(one[0])
    assert not j.ada.api.notifications(types=["favourite"])
    j.ada.api.notifications_clear()
    assert not j.ada.api.notifications()


@step("reads the thread")
def thread(j):
    context = j.bob.api.status_context(j.reply)
    assert [status.id for status in context.ancestors] == [j.post.id]
    assert [status.id for status in context.descendants] == [j.answer.id]


@step("searches")
def searches(j):
    api = j.bob.api
    assert [account.id for account in api.search(f"@{j.ada.name}", result_type="accounts").accounts] == [j.ada.id]
    assert j.ada.id in [account.id for account in api.account_search(j.ada.name)]
    assert api.account_lookup(j.ada.name).id == j.ada.id
    assert "rookery" in [tag.name for tag in api.search("#rookery", result_type="hashtags").hashtags]
    # she lets only those find her words whom they concern: he favoured them
    found = api.search("rooks", result_type="statuses", account_id=j.ada.id).statuses
    assert [status.id for status in found] == [j.post.id]


@step("reads 45 posts page by page, none lost or twice, while the other keeps posting")
def pages(j):
    own = [j.ada.api.status_post(f"the {n}th of many").id for n in range(45)]
    others, ended = [], threading.Event()

    def keep_posting():
        while not ended.is_set():
            others.append(j.bob.api.status_post(f"meanwhile {len(others)}").id)

    poster = threading.Thread(target=keep_posting)
    poster.start()
    try:
        first = page = j.ada.api.timeline_home(limit=10)
        older = []
        while page:
            older += page
            meanwhile = len(others)
            eventually(lambda: len(others) > meanwhile)
            page = j.ada.api.fetch_next(page)
    finally:
        ended.set()
        poster.join()
    newer, page = [], first
    while page := j.ada.api.fetch_previous(page):
        newer = page + newer
    ids = [status.id for status in newer + older]
    assert ids == sorted(set(ids), key=int, reverse=True), "in order, none twice"
    assert [id for id in ids if id in own] == own[::-1], "none of the 45 is lost"
    assert len(others) >= 5 and set(others) <= set(ids), "none of the others is lost"
    assert [status.id for status in j.bob.api.fetch_remaining(j.bob.api.account_statuses(j.ada.id, limit=20))][:45] == own[::-1]


def hears_within_two_seconds(j, ear):
    # until a first post is heard nobody knows whether the subscription has arrived
    eventually(lambda: ear.hears("update", j.bob.api.status_post("can you hear me?").id, 1))
    begun = time.monotonic()
    post = j.bob.api.status_post("now the rooks call")
    heard = ear.hears("update", post.id, 2)
    assert heard and heard - begun < 2, heard
    j.bob.api.status_favourite(j.answer)
    assert ear.hears("favourite", j.bob.id, 5)
    j.bob.api.status_unfavourite(j.answer)
    j.bob.api.status_delete(post)
    assert ear.hears("delete", post.id, 5)


@step("hears the other within two seconds by websocket")
def by_websocket(j):
    socket = j.ada.api.stream_open_websocket()
    ear = Ear()
    j.ada.api.stream_user(ear, websocket_handle=socket)
    hears_within_two_seconds(j, ear)
    socket.close()


@step("hears the other within two seconds by server-sent events")
def by_events(j):
    assert j.ada.api.stream_healthy()
    ear = Ear()
    # it is left open: Mastodon.py closes a stream only when something comes in
    j.stream = j.ada.api.stream_user(ear, run_async=True)
    hears_within_two_seconds(j, ear)


@step("deletes")
def deletes(j):
    gone = j.bob.api.status_delete(j.reply)
    assert gone.text == f"@{j.ada.name} so they are"
    assert not j.ada.api.status_context(j.post).descendants
    assert j.ada.api.status(j.post).replies_count == 0


@step("gives its token back")
def gives_back(j):
    token = j.ada.api.access_token
    j.ada.api.revoke_access_token(allow_http=True)
    eventually(lambda: not j.stream.is_receiving())
    j.ada.api.access_token = token
    try:
        j.ada.api.me()
    except MastodonUnauthorizedError:
        return
    raise AssertionError("the token still works")


def main():
    # whoever waits for ever is told where
    faulthandler.dump_traceback_later(180, exit=True)
    j = Journey(sys.argv[1:])
    well = True
    for name, does in STEPS:
        begun, why = time.monotonic(), None
        try:
            does(j)
        except Exception:
            why, well = traceback.format_exc(), False
        print(json.dumps({"step": name, "seconds": time.monotonic() - begun, "why": why}), flush=True)
    sys.exit(not well)


if __name__ == "__main__":
    main()
