"""A browser without scripts: it fills in the form that lets an app in, and follows where it is sent."""

import html.parser
import re
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


class Forms(html.parser.HTMLParser):
    """The forms of a page, each with its action and its fields."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.found.append((attributes["action"], {}))
        elif tag == "input" and self.found and "name" in attributes:
            self.found[-1][1][attributes["name"]] = attributes.get("value", "")


class Browser:
    def __init__(self):
        self.http = requests.Session()

    def let_in(self, address, redirect, email, password):
        """Logs in, says yes, and gives what the app is told."""
        log_in = self.http.get(address)
        question = self.send(log_in, {"email": email, "password": password})
        answer = self.send(question, {})
        if redirect == "urn:ietf:wg:oauth:2.0:oob":
            return {"code": re.search(r'readonly value="([^"]+)"', answer.text)[1]}
        assert answer.is_redirect, answer.text
        back = answer.headers["Location"]
        assert back.startswith(redirect + "?"), back
        return {name: value for name, [value] in parse_qs(urlsplit(back).query).items()}

    def send(self, page, filled):
        """Sends the first form of a page and follows what is answered, as long as it leads to the same server."""
        page.raise_for_status()
        action, fields = Forms(page.text).found[0]
        answer = self.http.post(urljoin(page.url, action), {**fields, **filled}, allow_redirects=False)
        while answer.is_redirect and urljoin(answer.url, answer.headers["Location"]).startswith(urljoin(page.url, "/")):
            answer = self.http.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False)
        return answer
