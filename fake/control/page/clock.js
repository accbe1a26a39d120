// The fake's clock: shown as it runs, and advanced. It stands as far from the browser's clock as it was when last read.

import { byId, element, guarded, notice } from "./dom.js";
import { get, send } from "./plane.js";

let ahead; // milliseconds before the browser's clock

export const now = () => Date.now() + ahead;

export async function reloadClock() {
  const read = Date.parse((await get("clock")).now);
  ahead = read - Date.now();
  tick();
}

// remaining is a word about a time to come that stays true as the clock runs.
export function remaining(time, past = "ended", future = "ends in") {
  const word = element("span", { class: "badge", "data-until": time, "data-past": past, "data-future": future });
  say(word);
  return word;
}

function say(word) {
  const left = Date.parse(word.dataset.until) - now();
  const over = left <= 0;
  word.textContent = Number.isNaN(left) ? "" : over ? word.dataset.past : `${word.dataset.future} ${span(left)}`;
  word.classList.toggle("plain", over);
  word.classList.toggle("good", !over);
}

// span says a length of time in its two largest units.
export function span(length) {
  const seconds = Math.ceil(Math.abs(length) / 1000);
  const parts = [[86_400, "d"], [3600, "h"], [60, "m"], [1, "s"]];
  let left = seconds;
  const said = [];
  for (const [size, unit] of parts) {
    const count = Math.floor(left / size);
    if (count > 0 || (said.length > 0 && said.length < 2)) said.push(`${count}${unit}`);
    left -= count * size;
    if (said.length === 2) break;
  }
  return said.join(" ") || "0s";
}

function tick() {
  if (ahead === undefined) return;
  const text = new Date(now()).toISOString().slice(0, 19);
  byId("now").textContent = `${text.replace("T", " ")} UTC`;
  byId("now").dateTime = `${text}Z`;
  byId("clock-now").textContent = `${text.replace("T", " ")} UTC`;
  // A second or two is the time that the answer took.
  const away = Math.abs(ahead) < 2000 ? "With this browser's clock." : `${span(ahead)} ${ahead > 0 ? "ahead of" : "behind"} this browser's clock.`;
  byId("clock-away").textContent = away;
  for (const word of document.querySelectorAll("[data-until]")) say(word);
}

async function advance(length) {
  await send("POST", "clock", { advance: length });
  await reloadClock();
  notice(`The clock is ${length} further.`);
}

export function startClock() {
  for (const preset of document.querySelectorAll("[data-advance]")) {
    preset.addEventListener("click", guarded(() => advance(preset.dataset.advance)));
  }
  byId("advance").addEventListener("submit", guarded(() => advance(byId("advance-by").value.trim())));
  setInterval(tick, 1000);
}
