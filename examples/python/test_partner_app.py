#!/usr/bin/env python3
"""A partner application in Python, and its own tests, run against the fake as a command. Each test has a fake of its own in
that one process, so that they all run at the same time.

    python3 examples/python/test_partner_app.py            # starts the fake by itself, which needs Go
    FAKE_URL=http://127.0.0.1:8080 python3 examples/python/test_partner_app.py   # uses one that runs already

Python 3.8 and its standard library are all it takes. The same works in any language that speaks HTTP and JSON.
"""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import unittest
import urllib.error
import urllib.request
from concurrent import futures

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = ["go", "run", "./fake/cmd/fakeserver", "-addr", "127.0.0.1:0"]


def call(url, method, path, body=None, token=None):
    """Sends one request; gives the status and the decoded body, None where there is none."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if data else {}
    if token:
        headers["Authorization"] = "Bearer " + token
    request = urllib.request.Request(url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            status, text = refusal.code, refusal.read()
    return status, json.loads(text) if text else None


# --- the application: what is tested ---


class PartnerApp:
    """Signs people up at the Partner API, and reads their referrals at the Profile API."""

    def __init__(self, url, credentials):
        self.url, self.credentials = url, credentials
        self.session = credentials["sessionToken"]

    def sign_up(self, email, tries=3):
        """Makes a user, or finds the one there is: after a lost answer nobody knows which, so it asks again."""
        for left in reversed(range(tries)):
            try:
                status, answer = self._partner("POST", "/v1/users", {"email": email})
            except (ConnectionError, http.client.HTTPException, urllib.error.URLError):
                status, answer = 0, None
            if status == 201:
                return answer["data"]
            if status == 409:
                return self._partner("GET", "/v1/users/email/" + email)[1]["data"]
            if left == 0 or 400 <= status < 500:
                raise RuntimeError("sign up: status %d" % status)

    def referrals(self):
        """Reads with the session, and renews it once where it has ended."""
        status, answer = call(self.url, "GET", "/v1/user/referrals", token=self.session)
        if status == 401 and answer["message"] == "session_token_expired":
            renewal = {"refreshToken": self.credentials["refreshToken"]}
            self.session = call(self.url, "POST", "/v1/user/auth/refresh-session", renewal)[1]["sessionToken"]
            status, answer = call(self.url, "GET", "/v1/user/referrals", token=self.session)
        return status, answer

    def _partner(self, method, path, body=None):
        return call(self.url, method, path, body, self.credentials["partnerKey"])


# --- its tests ---


class PartnerAppTest(unittest.TestCase):
    server = None  # the URL of the command

    def setUp(self):
        """Starts a fake that is this test's alone: what others do at the same time is not seen here."""
        status, fake = call(self.server, "POST", "/_fake/fakes")
        self.assertEqual(status, 201, fake)
        self.addCleanup(call, self.server, "DELETE", "/_fake/fakes/" + fake["id"])
        self.url, self.credentials = fake["url"], fake["credentials"]
        self.app = PartnerApp(self.url, self.credentials)

    def control(self, method, what, body=None, want=(200, 201, 204)):
        """Uses the control plane: how the test tells the fake what to do."""
        status, answer = call(self.url, method, "/_fake/" + what, body)
        self.assertIn(status, want, answer)
        return answer

    def statuses(self, route):
        return [r["status"] for r in self.control("GET", "requests") if r["route"] == route]

    def emails(self):
        return [user["email"] for user in self.control("GET", "state")["users"]]

    def test_seed(self):
        seed = {
            "partners": [{"id": "p", "apiKey": self.credentials["partnerKey"], "permissions": ["user:create", "user:read"]}],
            "users": [{"email": "grace@example.com", "partners": []}],
        }
        self.control("PUT", "state", seed)
        self.assertEqual(self.app.sign_up("grace@example.com")["email"], "grace@example.com")
        self.assertEqual(self.emails(), ["grace@example.com"])
        refusal = self.control("PUT", "state", {"users": [{"email": "x@example.com", "partners": ["nobody"]}]}, want=(400,))
        self.assertIn('unknown partner "nobody"', refusal["error"])

    def test_create(self):
        user = self.app.sign_up("ada@example.com")
        self.assertEqual(user["email"], "ada@example.com")
        self.assertEqual(self.app.sign_up("ada@example.com")["id"], user["id"], "twice is once")

    def test_fault_twice_then_healed(self):
        self.control("POST", "faults", {"route": "POST /v1/users", "times": 2, "status": 503})
        self.app.sign_up("ada@example.com")
        self.assertEqual(self.statuses("POST /v1/users"), [503, 503, 201])
        self.assertEqual([fault["fired"] for fault in self.control("GET", "faults")], [2])

    def test_lost_answer(self):
        self.control("POST", "faults", {"route": "POST /v1/users", "drop": True, "after": True})
        self.app.sign_up("ada@example.com")
        self.assertEqual(self.emails().count("ada@example.com"), 1, "made once, in spite of two requests")
        self.assertEqual(len(self.statuses("POST /v1/users")), 2)

    def test_session_past_its_end(self):
        self.assertEqual(self.app.referrals()[0], 200)
        self.control("POST", "clock", {"advance": "11m"})
        self.assertEqual(self.app.referrals()[0], 200)
        self.assertEqual(self.statuses("GET /v1/user/referrals"), [200, 401, 200])

    def test_snapshot_and_restore(self):
        snapshot = self.control("GET", "state")
        self.app.sign_up("ada@example.com")
        self.assertNotEqual(self.control("GET", "state"), snapshot)
        self.control("PUT", "state", snapshot)
        self.assertEqual(self.control("GET", "state"), snapshot)

    def test_reset(self):
        start = self.emails()
        self.control("POST", "faults", {"route": "POST /v1/users", "status": 500, "times": -1})
        with self.assertRaises(RuntimeError):
            self.app.sign_up("ada@example.com")
        self.control("POST", "reset")
        self.assertEqual((self.emails(), self.control("GET", "faults"), self.control("GET", "requests")), (start, [], []))
        self.assertEqual(self.app.sign_up("ada@example.com")["email"], "ada@example.com")

    def test_waiting_for_a_request(self):
        """A long poll: it ends with the first request that matches, without a sleep and a guess."""
        with futures.ThreadPoolExecutor(1) as worker:
            signing_up = worker.submit(self.app.sign_up, "ada@example.com")
            requests = self.control("GET", "requests?route=POST+/v1/users&wait=5s")
            signing_up.result()
        self.assertEqual([r["status"] for r in requests], [201])
        self.assertEqual(json.loads(requests[0]["body"]), {"email": "ada@example.com"})

    def test_fault_for_one_person(self):
        fault = self.control("POST", "faults", {"route": "POST /v1/users", "bodyContains": "ada@", "status": 503, "times": -1})
        self.app.sign_up("grace@example.com")
        with self.assertRaises(RuntimeError):
            self.app.sign_up("ada@example.com")
        self.control("DELETE", "faults/" + fault["id"])
        self.app.sign_up("ada@example.com")

    def test_fakes_do_not_see_each_other(self):
        status, other = call(self.server, "POST", "/_fake/fakes", {"state": {}})
        self.assertEqual(status, 201)
        self.app.sign_up("ada@example.com")
        self.assertEqual(call(other["url"], "GET", "/_fake/state")[1]["users"], [])
        self.assertEqual(call(other["url"], "GET", "/_fake/requests")[1], [])
        self.assertEqual(call(self.server, "DELETE", "/_fake/fakes/" + other["id"])[0], 204)


@contextlib.contextmanager
def running():
    """Gives the URL of the command, which it starts unless one runs already."""
    if "FAKE_URL" in os.environ:
        yield os.environ["FAKE_URL"]
        return
    # The command prints one line of JSON once it listens. A group of its own lets it be ended together with go run.
    process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the fake did not start; this shows why: " + " ".join(COMMAND))
        yield json.loads(line)["url"]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait(timeout=10)


def main():
    """Runs all tests at the same time, each in a thread of its own."""
    tests = list(unittest.defaultTestLoader.loadTestsFromTestCase(PartnerAppTest))
    results = [unittest.TestResult() for _ in tests]
    with running() as url, futures.ThreadPoolExecutor(len(tests)) as threads:
        PartnerAppTest.server = url
        list(threads.map(lambda test, result: test.run(result), tests, results))
    for result in results:
        for test, text in result.failures + result.errors:
            print(test, text, sep="\n")
    passed = sum(result.wasSuccessful() for result in results)
    print("%d of %d tests passed, all at once, each on a fake of its own" % (passed, len(tests)))
    return 0 if passed == len(tests) else 1


if __name__ == "__main__":
    raise SystemExit(main())
