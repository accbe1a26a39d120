// Chaos: the share of requests that it takes, and how often each of its kinds was drawn.

import { byId, cell, element } from "./dom.js";
import { get } from "./plane.js";

export async function reloadChaos() {
  const chaos = await get("chaos");
  const counts = Object.entries(chaos.counts);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  byId("chaos-says").textContent = chaos.on
    ? `Chaos is on: it takes ${percent(chaos.rate)} of all requests that no fault takes, drawn with seed ${chaos.seed}. ${total} so far.`
    : "No chaos: requests fail by the faults that are switched on, and not by chance. The fake has chaos if it is started with it.";
  byId("chaos-table").hidden = !chaos.on;
  byId("chaos-rows").replaceChildren(...counts.map(([kind, count]) => row(kind, count)));
}

// percent says a share as it was given: 0.1% is not 0%.
const percent = (share) => `${Number((100 * share).toPrecision(6))}%`;

function row(kind, count) {
  return element("tr", { role: "row", class: count ? "" : "unused" },
    cell("Kind", {}, kind),
    cell("Drawn", { class: "number" }, String(count)));
}
