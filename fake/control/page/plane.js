// The control plane as the page calls it: relative addresses, so that the page works wherever it is mounted, and errors
// in the control plane's own words.

// call makes one call and returns the answer, which is of a 2xx status.
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      body,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      cache: "no-store",
      credentials: "omit",
    });
  } catch {
    throw new Error("The fake does not answer. Has it stopped?");
  }
  if (answer.ok) return answer;
  let told = "";
  try {
    told = (await answer.json()).error;
  } catch {
    // Not the control plane's own answer: its status says what there is to say.
  }
  throw Object.assign(new Error(told || `${method} ${path}: ${answer.status}`), { status: answer.status });
}

export const get = async (path) => (await call("GET", path)).json();

export const send = (method, path, value) => call(method, path, value === undefined ? undefined : JSON.stringify(value));

// apiBase is where the APIs of this fake stand: the folder above the page.
export const apiBase = () => new URL("..", document.baseURI).href.replace(/\/$/, "");

const kinds = ["requests", "state", "faults", "clock", "quotas", "chaos"];

// follow keeps the page up to date. Over server-sent events where there are any; without them, or while they are
// interrupted, by asking each second. It tells of each batch of requests, which kind of thing has changed, and how the page is
// linked to the fake.
export function follow({ batch, changed, link }) {
  let polling; // the timer, while there are no events

  const poll = async () => {
    try {
      await get("health");
      kinds.forEach(changed);
      link("polling");
    } catch {
      link("offline");
    }
    if (polling) polling = setTimeout(poll, 1000);
  };
  const open = () => {
    const source = new EventSource("events");
    source.onopen = () => {
      clearTimeout(polling);
      polling = undefined;
      link("live");
      kinds.forEach(changed); // whatever happened before
    };
    source.onerror = () => {
      if (!polling) polling = setTimeout(poll, 0);
      // A browser tries again by itself, unless the answer was no stream of events at all.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 10_000);
    };
    source.addEventListener("requests", (event) => batch(JSON.parse(event.data)));
    source.addEventListener("missed", () => kinds.forEach(changed)); // the page was too slow for some batches
    for (const kind of kinds.slice(1)) source.addEventListener(kind, () => changed(kind));
  };
  open();
}

// gently makes a reload that runs at most once at a time, again if it was asked for meanwhile, and rests afterwards for a
// few times as long as it took: a large state that changes all the time keeps neither the page nor the fake busy.
export function gently(reload, failed) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const begun = performance.now();
    try {
      await reload();
    } catch (error) {
      failed(error);
    }
    const rest = Math.min(Math.max(100, 4 * (performance.now() - begun)), 10_000);
    setTimeout(() => {
      running = false;
      if (again) {
        again = false;
        run();
      }
    }, rest);
  };
}
