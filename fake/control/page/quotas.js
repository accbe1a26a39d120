// Quotas: everybody's, what is used of each, when that is forgotten by the fake's clock, and the switch that enforces them.

import { now, remaining } from "./clock.js";
import { badge, byId, cell, element, guarded, notice } from "./dom.js";
import { get, send } from "./plane.js";

const shown = 200; // rows at a time

let quotas = [];
let enforced = false;

export async function reloadQuotas() {
  const report = await get("quotas");
  ({ quotas, enforced } = report);
  byId("quotas-enforced").textContent = enforced
    ? "Quotas are enforced: a request over one is refused with 429."
    : "No quota is enforced: requests are counted, as the answers' headers tell, and nobody is refused.";
  byId("enforce").textContent = enforced ? "Enforce no quota" : "Enforce the quotas";
  byId("enforce").disabled = false;
  byId("no-quota").hidden = quotas.length > 0;
  byId("quota-table").hidden = quotas.length === 0;
  byId("quota-rows").replaceChildren(...quotas.slice(0, shown).map(row));
  byId("quota-note").textContent = quotas.length > shown ? `${shown} of ${quotas.length}: GET /_fake/quotas has the others.` : "";
}

const apis = { partner: "Partner", portals: "Portals" };

function row(quota) {
  const says = `${quota.used} of ${quota.limit}`;
  const meter = element("meter", {
    max: quota.limit, low: 0.8 * quota.limit, high: quota.limit - 0.5, optimum: 0, value: quota.used,
    "aria-label": `Used by ${quota.caller}${quota.route && `, ${quota.route}`}`,
  });
  return element("tr", { role: "row", class: quota.used ? "" : "unused" },
    cell("API", {}, apis[quota.api] ?? quota.api),
    cell("Caller", { class: "caller" }, element("code", {}, quota.caller)),
    cell("Route", {}, quota.route ? element("code", {}, quota.route) : "all routes together"),
    cell("Used", { class: "used" }, element("span", {}, meter, " ", says), quota.used < quota.limit ? "" : badge("used up", enforced ? "bad" : "warn")),
    cell("Resets", { class: "resets" }, quota.resets ? remaining(quota.resets, "now", "in") : "not begun"));
}

// startQuotas reads them again when a window has ended by itself, of which no event tells.
export function startQuotas(reload) {
  byId("enforce").addEventListener("click", guarded(async () => {
    await send("PUT", "quotas", { enforced: !enforced });
    await reloadQuotas();
    notice(enforced ? "Quotas are enforced." : "No quota is enforced.");
  }));
  setInterval(() => {
    if (quotas.some((quota) => quota.resets && Date.parse(quota.resets) <= now())) reload();
  }, 1000);
}
