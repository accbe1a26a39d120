// A partner application in JavaScript, and its own tests, run against the fake as a command. Each test has a fake of its own in
// that one process, so that they all run at the same time.
//
//     node --test examples/node/                                        # starts the fake by itself, which needs Go
//     FAKE_URL=http://127.0.0.1:8080 node --test examples/node/         # uses one that runs already
//
// Node 20 is all it takes: nothing is installed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = ["go", "run", "./fake/cmd/fakeserver", "-addr", "127.0.0.1:0"];

// call sends one request; it gives the status and the decoded body, null where there is none.
async function call(url, method, path, body, token) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}

// --- the application: what is tested ---

// PartnerApp signs people up at the Partner API, and reads their referrals at the Profile API.
class PartnerApp {
  constructor(url, credentials) {
    Object.assign(this, { url, credentials, session: credentials.sessionToken });
  }

  // signUp makes a user, or finds the one there is: after a lost answer nobody knows which, so it asks again.
  async signUp(email, tries = 3) {
    for (let left = tries - 1; ; left--) {
      const { status, body } = await this.partner("POST", "/v1/users", { email }).catch(() => ({ status: 0 }));
      if (status === 201) return body.data;
      if (status === 409) return (await this.partner("GET", `/v1/users/email/${email}`)).body.data;
      if (left === 0 || (status >= 400 && status < 500)) throw new Error(`sign up: status ${status}`);
    }
  }

  // referrals reads with the session, and renews it once where it has ended.
  async referrals() {
    const read = () => call(this.url, "GET", "/v1/user/referrals", undefined, this.session);
    const answer = await read();
    if (answer.status !== 401 || answer.body.message !== "session_token_expired") return answer;
    const renewal = { refreshToken: this.credentials.refreshToken };
    this.session = (await call(this.url, "POST", "/v1/user/auth/refresh-session", renewal)).body.sessionToken;
    return read();
  }

  partner(method, path, body) {
    return call(this.url, method, path, body, this.credentials.partnerKey);
  }
}

// --- its tests ---

let server; // the URL of the command
let child;

before(async () => {
  server = process.env.FAKE_URL;
  if (server) return;
  // The command prints one line of JSON once it listens. A group of its own lets it be ended together with go run.
  child = spawn(command[0], command.slice(1), { cwd: root, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => assert.fail(`the fake did not start; this shows why: ${command.join(" ")}`)),
  ]);
  server = JSON.parse(line).url;
});

after(async () => {
  if (!child) return;
  process.kill(-child.pid, "SIGTERM");
  await once(child, "exit");
});

// onItsOwn is a test with a fake that is its alone: what others do at the same time is not seen there.
function onItsOwn(name, run) {
  test(name, async () => {
    const { status, body: fake } = await call(server, "POST", "/_fake/fakes");
    assert.equal(status, 201);
    const control = async (method, what, body, want = [200, 201, 204]) => {
      const answer = await call(fake.url, method, `/_fake/${what}`, body);
      assert.ok(want.includes(answer.status), JSON.stringify(answer.body));
      return answer.body;
    };
    const statuses = async (route) => (await control("GET", `requests?route=${encodeURIComponent(route)}`)).map((r) => r.status);
    const emails = async () => (await control("GET", "state")).users.map((user) => user.email);
    try {
      await run({ app: new PartnerApp(fake.url, fake.credentials), control, statuses, emails, key: fake.credentials.partnerKey });
    } finally {
      await call(server, "DELETE", `/_fake/fakes/${fake.id}`);
    }
  });
}

describe("a partner application", { concurrency: 10 }, () => {
  onItsOwn("starts from a seed", async ({ app, control, emails, key }) => {
    const seed = {
      partners: [{ id: "p", apiKey: key, permissions: ["user:create", "user:read"] }],
      users: [{ email: "grace@example.com", partners: [] }],
    };
    await control("PUT", "state", seed);
    assert.equal((await app.signUp("grace@example.com")).email, "grace@example.com");
    assert.deepEqual(await emails(), ["grace@example.com"]);
    const refusal = await control("PUT", "state", { users: [{ email: "x@example.com", partners: ["nobody"] }] }, [400]);
    assert.match(refusal.error, /unknown partner "nobody"/);
  });

  onItsOwn("makes a user once", async ({ app }) => {
    const user = await app.signUp("ada@example.com");
    assert.equal(user.email, "ada@example.com");
    assert.equal((await app.signUp("ada@example.com")).id, user.id);
  });

  onItsOwn("tries again after a fault", async ({ app, control, statuses }) => {
    await control("POST", "faults", { route: "POST /v1/users", times: 2, status: 503 });
    await app.signUp("ada@example.com");
    assert.deepEqual(await statuses("POST /v1/users"), [503, 503, 201]);
    assert.deepEqual((await control("GET", "faults")).map(({ fired, left }) => [fired, left]), [[2, 0]]);
  });

  onItsOwn("survives a lost answer", async ({ app, control, emails }) => {
    await control("POST", "faults", { route: "POST /v1/users", drop: true, after: true });
    await app.signUp("ada@example.com");
    assert.equal((await emails()).filter((email) => email === "ada@example.com").length, 1);
  });

  onItsOwn("renews a session past its end", async ({ app, control, statuses }) => {
    assert.equal((await app.referrals()).status, 200);
    await control("POST", "clock", { advance: "11m" });
    assert.equal((await app.referrals()).status, 200);
    assert.deepEqual(await statuses("GET /v1/user/referrals"), [200, 401, 200]);
  });

  onItsOwn("goes back to a snapshot", async ({ app, control }) => {
    const snapshot = await control("GET", "state");
    await app.signUp("ada@example.com");
    assert.notDeepEqual(await control("GET", "state"), snapshot);
    await control("PUT", "state", snapshot);
    assert.deepEqual(await control("GET", "state"), snapshot);
  });

  onItsOwn("goes back to the start", async ({ app, control, emails }) => {
    const start = await emails();
    await control("POST", "faults", { route: "POST /v1/users", status: 500, times: -1 });
    await assert.rejects(app.signUp("ada@example.com"), /status 500/);
    await control("POST", "reset");
    assert.deepEqual([await emails(), await control("GET", "faults"), await control("GET", "requests")], [start, [], []]);
  });

  onItsOwn("is waited for", async ({ app, control }) => {
    const signingUp = app.signUp("ada@example.com");
    const requests = await control("GET", "requests?route=POST+/v1/users&wait=5s");
    await signingUp;
    assert.deepEqual(requests.map((r) => [r.status, JSON.parse(r.body)]), [[201, { email: "ada@example.com" }]]);
  });

  onItsOwn("fails for one person", async ({ app, control }) => {
    const fault = await control("POST", "faults", { route: "POST /v1/users", bodyContains: "ada@", status: 503, times: -1 });
    await app.signUp("grace@example.com");
    await assert.rejects(app.signUp("ada@example.com"), /status 503/);
    await control("DELETE", `faults/${fault.id}`);
    await app.signUp("ada@example.com");
  });

  onItsOwn("does not see another fake", async ({ app, emails }) => {
    const { body: other } = await call(server, "POST", "/_fake/fakes", { state: {} });
    await app.signUp("ada@example.com");
    assert.ok((await emails()).includes("ada@example.com"));
    assert.deepEqual((await call(other.url, "GET", "/_fake/state")).body.users, []);
    assert.equal((await call(server, "DELETE", `/_fake/fakes/${other.id}`)).status, 204);
  });
});
