// The requests as they come: newest first, filtered, opened one by one.

import { badge, byId, cell, element, guarded, notice } from "./dom.js";
import { curl } from "./curl.js";
import { get, send } from "./plane.js";

const kept = 1024; // as many as the fake keeps
const shown = 200; // rows at a time: filters find the others

const entries = new Map(); // by n
const rows = new Map(); // by n, those that are in the table or were
const opened = new Set(); // the n of those whose details are open
let newest = 0;
let leftOut = 0; // of the requests that came since the log was last read
let calm; // the timer that reads it
let paused = false;
let waiting = 0; // requests that came while paused
let drawing = false;

// A request that is still being answered has taken no time yet. One whose answer was lost has.
const isOpen = (entry) => entry.durationMs === null;

// addBatch takes what an event brings: requests, new ones and those that have their answer now, and how many it leaves out.
// What was left out is read when it is calmer.
export function addBatch({ requests, leftOut: more, cleared }) {
  if (cleared) forget();
  leftOut += more;
  if (more > 0) {
    clearTimeout(calm);
    calm = setTimeout(guarded(reloadRequests), 1000);
  }
  add(requests);
}

function add(list) {
  if (list.some((entry) => entries.has(entry.n) && entries.get(entry.n).time !== entry.time)) forget(); // a reset: the fake counts anew
  for (const entry of list) {
    const before = entries.get(entry.n);
    if (before && JSON.stringify(before) === JSON.stringify(entry)) continue;
    if (!before && paused) waiting++;
    entries.set(entry.n, entry);
    rows.delete(entry.n);
    newest = Math.max(newest, entry.n);
  }
  const surplus = entries.size - kept;
  if (surplus > 0) for (const n of [...entries.keys()].sort((a, b) => a - b).slice(0, surplus)) drop(n);
  draw();
}

// reloadRequests reads the whole log: what is no longer in it goes.
export async function reloadRequests() {
  const before = newest;
  const list = await get("requests");
  const present = new Set(list.map((entry) => entry.n));
  for (const n of [...entries.keys()]) if (!present.has(n) && n <= before) drop(n);
  newest = Math.max(0, ...entries.keys()); // smaller than before if the fake was reset
  leftOut = 0;
  add(list);
}

function drop(n) {
  entries.delete(n);
  rows.delete(n);
  opened.delete(n);
}

function forget() {
  entries.clear();
  rows.clear();
  opened.clear();
  newest = leftOut = waiting = 0;
}

// draw brings the table up to date before the browser paints, once for whatever came meanwhile.
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    byId("pause").textContent = paused ? `Resume (${waiting} new)` : "Pause";
    byId("count-requests").textContent = entries.size || "";
    if (!paused) drawTable();
  });
}

function drawTable() {
  listRoutes();
  const matching = [...entries.values()].filter(matches).sort((a, b) => b.n - a.n);
  const focused = Number(document.activeElement.closest("tr")?.dataset.n);
  reconcile(byId("request-rows"), matching.slice(0, shown).flatMap(rowsOf));
  // A row that was made anew, since its answer came, has the focus again.
  if (focused && document.activeElement === document.body) rows.get(focused)?.[0].querySelector("button").focus();
  const told = [`${Math.min(shown, matching.length)} of ${entries.size} requests`];
  if (leftOut > 0) told.push(`${leftOut} more came too fast to be shown at once`);
  byId("request-note").textContent = entries.size ? told.join("; ") : "No request yet. What a client sends to the fake appears here.";
}

// reconcile puts rows into a table body and moves none that is in its place, so that the focus stays.
function reconcile(body, wanted) {
  let at = body.firstChild;
  for (const row of wanted) {
    if (row === at) at = at.nextSibling;
    else body.insertBefore(row, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function matches(entry) {
  const route = byId("filter-route").value;
  const status = byId("filter-status").value;
  const words = byId("filter-text").value.toLowerCase();
  if (route && (route === "none" ? entry.route : entry.route !== route)) return false;
  if (status === "faulted" ? !entry.faulted : status && String(Math.trunc(entry.status / 100)) !== status) return false;
  return !words || [entry.path, entry.query, entry.reason, entry.body].some((text) => text?.toLowerCase().includes(words));
}

// listRoutes offers each route that was called, and keeps the one that is chosen.
function listRoutes() {
  const select = byId("filter-route");
  const known = new Set([...select.options].map((option) => option.value));
  const called = new Set([...entries.values()].map((entry) => entry.route).filter(Boolean));
  for (const route of [...called].sort()) if (!known.has(route)) select.append(element("option", { value: route }, route));
}

function rowsOf(entry) {
  if (!rows.has(entry.n)) rows.set(entry.n, [summary(entry)]);
  const pair = rows.get(entry.n);
  const wide = opened.has(entry.n);
  if (wide && pair.length === 1) pair.push(details(entry));
  pair[0].querySelector("button").setAttribute("aria-expanded", wide);
  return wide ? pair : pair.slice(0, 1);
}

function statusBadge(entry) {
  if (isOpen(entry)) return badge("open", "plain");
  if (entry.status === 0) return badge("lost", "bad");
  return badge(String(entry.status), entry.status >= 500 ? "bad" : entry.status >= 400 ? "warn" : "good");
}

function summary(entry) {
  const toggle = () => {
    if (!opened.delete(entry.n)) opened.add(entry.n);
    drawTable();
  };
  const target = entry.query ? `${entry.path}?${entry.query}` : entry.path;
  const line = element("tr", {
    class: "request",
    role: "row",
    "data-n": entry.n,
    onclick: (event) => {
      // Who selects text does not want the row to open.
      if (!getSelection().toString() && !event.target.closest("button")) toggle();
    },
  });
  line.append(
    cell("Time", { class: "time" }, entry.time ? clockTime(entry.time) : ""),
    cell("Method", { class: "method" }, entry.method),
    cell("Path", { class: "path" }, element("button", { class: "link", type: "button", onclick: toggle, title: target }, target)),
    cell("Status", { class: "status" }, statusBadge(entry), entry.faulted ? badge("fault", "fault") : ""),
    cell("Duration", { class: "number" }, duration(entry.durationMs)),
    cell("Reason", { class: "reason" }, entry.reason ?? ""),
  );
  return line;
}

const clockTime = (time) => time.slice(11, 23).replace(/Z$/, "").padEnd(8, "0");

function duration(value) {
  if (value === undefined || value === null) return "";
  if (value < 1) return `${Math.round(value * 1000)} µs`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function details(entry) {
  const list = element("dl", { class: "details" });
  const add = (name, value) => value && list.append(element("dt", {}, name), element("dd", {}, value));
  const text = (value) => value && element("pre", {}, value);
  add("Answer", answer(entry));
  add("Refused because", entry.reason);
  add("Fault", entry.faulted ? "an injected fault, or chaos, was done to this request" : "");
  add("Query", text(entry.query));
  add("Body", text(entry.body));
  add("Route", entry.route || "none: no route has this method and path");
  add("API", entry.api);
  add("Credential", entry.credential && (kinds[entry.credential] ?? entry.credential));
  add("Request id", entry.requestId);
  add("Time", entry.time);
  add("curl", copyable(entry));
  return element("tr", { class: "opened", role: "row" }, element("td", { role: "cell", colSpan: 6 }, list));
}

function answer(entry) {
  if (isOpen(entry)) return "still to come";
  return entry.status === 0 ? "lost: the connection was cut before it" : `status ${entry.status}`;
}

const kinds = {
  none: "none came",
  bearer: "a key of the Partner API",
  app: "a key and token of the App API",
  service_account: "a service account of the Portals API",
  session: "a session of the Profile API",
  unknown: "one that nobody has",
};

function copyable(entry) {
  const text = curl(entry);
  const shownText = element("pre", { class: "curl" }, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notice("Copied. Put the credential in the place of the variable.");
    } catch {
      getSelection().selectAllChildren(shownText); // a browser gives the clipboard to https and to loopback alone
      notice("Selected: copy it with the keyboard.");
    }
  };
  return element("div", {}, shownText, element("button", { type: "button", onclick: copy }, "Copy as curl"));
}

export function startRequests() {
  for (const id of ["filter-route", "filter-status", "filter-text"]) byId(id).addEventListener("input", draw);
  byId("pause").addEventListener("click", () => {
    paused = !paused;
    waiting = 0;
    byId("pause").setAttribute("aria-pressed", paused);
    draw();
  });
  byId("clear").addEventListener("click", guarded(async () => {
    await send("DELETE", "requests");
    forget();
    drawTable();
    draw();
  }));
}
