// Faults: what is switched on, how often each fired, and a form that adds one.

import { badge, byId, cell, element, guarded, notice } from "./dom.js";
import { get, send } from "./plane.js";

const numbers = ["status", "times", "skip", "cut"];
const switches = ["drop", "after", "stall"];
const texts = ["route", "code", "delay", "retryAfter", "body", "path", "query", "bodyContains", "id"];

// presets fill the form in; what they do not name is empty.
const presets = {
  "503 twice": { status: 503, times: 2 },
  "429, retry after 1s": { status: 429, retryAfter: "1s" },
  "Slow by 2s": { delay: "2s" },
  "Connection dropped": { drop: true },
  "Happens, answer lost": { drop: true, after: true },
};

export async function reloadFaults() {
  const faults = await get("faults");
  byId("count-faults").textContent = faults.filter((fault) => left(fault) !== 0).length || "";
  byId("clear-faults").disabled = faults.length === 0;
  byId("no-fault").hidden = faults.length > 0;
  byId("fault-table").hidden = faults.length === 0;
  byId("fault-rows").replaceChildren(...faults.map(row));
}

// left is how often a fault can still fire, -1 for always.
const left = (fault) => fault.left ?? (fault.times < 0 ? -1 : Math.max(0, Math.max(1, fault.times) - fault.fired));

function row(fault) {
  const rest = left(fault);
  const remove = guarded(async () => {
    await send("DELETE", `faults/${encodeURIComponent(fault.id)}`);
    await reloadFaults();
    byId("faults-title").focus();
    notice("The fault is off.");
  });
  const name = `${fault.route || "any route"}: ${effect(fault)}`;
  return element("tr", { role: "row" },
    cell("Route", {}, element("code", {}, fault.route || "any route")),
    cell("Effect", {}, effect(fault)),
    cell("Only if", {}, condition(fault)),
    cell("Fired", { class: "number" }, String(fault.fired)),
    cell("Left", {}, rest < 0 ? badge("always", "fault") : rest === 0 ? badge("spent", "plain") : badge(String(rest), "fault")),
    cell("", {}, element("button", { type: "button", "aria-label": `Remove ${name}`, onclick: remove }, "Remove")));
}

function effect(fault) {
  const words = [];
  if (fault.delay) words.push(`late by ${fault.delay}`);
  if (fault.status) words.push(`status ${fault.status}`);
  if (fault.code) words.push(`code ${fault.code}`);
  if (fault.retryAfter) words.push(`retry after ${fault.retryAfter}`);
  if (fault.body !== undefined) words.push(`a body of ${fault.body.length} characters`);
  if (fault.header) words.push(`headers ${Object.keys(fault.header).join(", ")}`);
  if (fault.drop) words.push("connection dropped");
  if (fault.cut) words.push(`cut after ${fault.cut} bytes`);
  if (fault.stall) words.push("stalls");
  if (fault.after) words.push("after the effect");
  return words.join(", ");
}

function condition(fault) {
  const words = [];
  if (fault.path) words.push(`path ${fault.path}`);
  if (fault.query) words.push(`query ${fault.query}`);
  if (fault.bodyContains) words.push(`body contains ${fault.bodyContains}`);
  if (fault.skip) words.push(`after the first ${fault.skip}`);
  return words.join(", ");
}

// read makes a fault of the form. A field that is empty says nothing.
function read(form) {
  const fault = {};
  for (const name of numbers) if (form.elements[name].value !== "") fault[name] = Number(form.elements[name].value);
  for (const name of switches) if (form.elements[name].checked) fault[name] = true;
  for (const name of texts) if (form.elements[name].value !== "") fault[name] = form.elements[name].value;
  return fault;
}

function fill(form, values) {
  const route = form.elements.route.value;
  form.reset();
  form.elements.route.value = route;
  for (const [name, value] of Object.entries(values)) {
    if (switches.includes(name)) form.elements[name].checked = value;
    else form.elements[name].value = value;
  }
}

// listRoutes offers the routes that the fake's own description of its APIs has.
async function listRoutes() {
  const { paths } = await get("openapi.json");
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).filter((name) => /^(get|put|post|delete|patch)$/.test(name)).map((method) => `${method.toUpperCase()} ${path}`));
  byId("routes").replaceChildren(...routes.map((route) => element("option", { value: route })));
}

export function startFaults() {
  const form = byId("add-fault");
  form.addEventListener("submit", guarded(async () => {
    await send("POST", "faults", read(form));
    await reloadFaults();
    notice("The fault is on.");
  }));
  for (const [name, values] of Object.entries(presets)) {
    byId("fault-presets").append(element("button", { type: "button", onclick: () => fill(form, values) }, name));
  }
  byId("clear-faults").addEventListener("click", guarded(async () => {
    await send("DELETE", "faults");
    await reloadFaults();
    notice("All faults are off.");
  }));
  listRoutes().catch(() => {}); // without them a route is typed
}
