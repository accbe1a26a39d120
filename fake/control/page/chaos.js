// Chaos: the share of requests that it takes, how often each of its kinds was drawn, and a form that puts other chaos in place.

import { byId, cell, element, guarded, notice } from "./dom.js";
import { get, send } from "./plane.js";

export async function reloadChaos() {
  const chaos = await get("chaos");
  const on = chaos.rate > 0;
  const counts = Object.entries(chaos.counts);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  byId("chaos-says").textContent = on
    ? `Chaos is on: it takes ${percent(chaos.rate)}% of all requests that no fault takes, drawn with seed ${chaos.seed}. ${total} so far.`
    : "No chaos: requests fail by the faults that are switched on, and not by chance.";
  byId("chaos-off").disabled = !on;
  byId("chaos-table").hidden = !on;
  byId("chaos-rows").replaceChildren(...counts.map(([kind, count]) => row(kind, count)));
}

// percent says a share without what a computer makes of 0.07.
const percent = (share) => Number((100 * share).toPrecision(6));

function row(kind, count) {
  return element("tr", { role: "row", class: count ? "" : "unused" },
    cell("Kind", {}, kind),
    cell("Drawn", { class: "number" }, String(count)));
}

export function startChaos() {
  const form = byId("set-chaos");
  form.addEventListener("submit", guarded(async () => {
    const seed = form.elements.seed.value.trim() || "1";
    await send("PUT", "chaos", { rate: Number(form.elements.percent.value) / 100, seed });
    await reloadChaos();
    notice("Chaos is in place.");
  }));
  byId("chaos-off").addEventListener("click", guarded(async () => {
    await send("PUT", "chaos", { rate: 0 });
    await reloadChaos();
    notice("Chaos is off.");
  }));
}
