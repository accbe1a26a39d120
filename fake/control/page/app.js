// The page of the fake: what belongs to it as a whole, and what is read again when something changes.

import { reloadChaos, startChaos } from "./chaos.js";
import { reloadClock, startClock } from "./clock.js";
import { byId, complain } from "./dom.js";
import { reloadFaults, startFaults } from "./faults.js";
import { apiBase, follow, gently } from "./plane.js";
import { reloadQuotas, startQuotas } from "./quotas.js";
import { addBatch, reloadRequests, startRequests } from "./requests.js";
import { startSnapshot } from "./snapshot.js";
import { reloadState, startTables } from "./tables.js";

const links = { live: "live", polling: "asking each second", offline: "offline" };

// What is told of a reload that fails is the link's word: a fake that has stopped is no news each second.
const failed = (error) => error.status && complain(error);
const reloads = {
  requests: gently(reloadRequests, failed),
  state: gently(reloadState, failed),
  faults: gently(reloadFaults, failed),
  clock: gently(reloadClock, failed),
  quotas: gently(whileOpen("quotas", reloadQuotas), failed),
  chaos: gently(whileOpen("chaos", reloadChaos), failed),
};

// whileOpen makes a reload of a panel that is open: what each request changes is not read for nobody.
function whileOpen(kind, reload) {
  return async () => byId(`panel-${kind}`).hidden || reload();
}

const everything = () => Object.values(reloads).forEach((reload) => reload());

function setLink(word) {
  byId("link").textContent = links[word];
  byId("link").dataset.link = word;
}

// Tabs: the arrow keys, Home and End go from one to the next, as people know it of tabs; the address names the one that is
// open.
function startTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const select = (tab, focus) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      byId(other.getAttribute("aria-controls")).hidden = !chosen;
    }
    reloads[tab.dataset.reads]?.();
    byId("find-bar").hidden = !tab.dataset.tables;
    document.title = `${tab.querySelector(".name").textContent} · partnerkit fake`;
    history.replaceState(null, "", `#${tab.id.replace("tab-", "")}`);
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    scrollTo(0, 0);
    if (focus) tab.focus();
  };
  tabs.forEach((tab, at) => {
    const step = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1,
    };
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      if (!(event.key in step)) return;
      event.preventDefault();
      select(tabs.at(step[event.key] % tabs.length), true);
    });
  });
  const named = () => tabs.find((tab) => `#${tab.id.replace("tab-", "")}` === location.hash);
  addEventListener("hashchange", () => named() && select(named()));
  select(named() ?? tabs[0]);
}

// The theme is the system's until the switch says otherwise. A browser that keeps nothing forgets the choice.
function startTheme() {
  const button = byId("theme");
  const themes = ["auto", "light", "dark"];
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  let theme = "auto";
  try {
    theme = localStorage.getItem("theme") ?? "auto";
  } catch {}
  apply(themes.includes(theme) ? theme : "auto");
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    apply(next);
    try {
      localStorage.setItem("theme", next);
    } catch {}
  });
}

byId("base").textContent = apiBase();
for (const bar of ["notice", "alert"]) byId(bar).querySelector("button").addEventListener("click", () => (byId(bar).hidden = true));
startTheme();
startTabs();
startRequests();
startTables();
startFaults();
startClock();
startQuotas(reloads.quotas);
startChaos();
startSnapshot(everything);
follow({ batch: addBatch, changed: (kind) => reloads[kind](), link: setLink });
