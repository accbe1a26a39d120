// What the fake knows, as tables. Credentials are part of a state; no table has a column for one.

import { badge, byId, cell, element } from "./dom.js";
import { remaining } from "./clock.js";
import { get } from "./plane.js";

const shown = 500; // rows at a time: the filter finds the others

// when is a time of which a narrow column breaks no part.
function when(time) {
  if (!time) return "";
  const [day, hour] = time.replace(/(\.\d+)?Z$/, "").split("T");
  return element("time", { dateTime: time }, element("span", {}, day), " ", element("span", {}, hour));
}

const list = (texts) => (texts ?? []).join(", ");
const code = (text) => text && element("code", {}, text);

// each table: whose rows, under which key a row is the same one again, and its columns.
const tables = {
  users: {
    empty: "No user of the Partner API.",
    rows: (state) => state.users,
    key: (user) => user.id,
    columns: {
      Email: (user) => user.email,
      Id: (user) => code(user.id),
      Twitter: (user) => user.twitterUsername,
      Wallet: (user) => code(user.walletAddress),
      "Pay id": (user) => user.payId?.name,
      Partners: (user) => list(user.partners),
      Created: (user) => when(user.createdAt),
      Updated: (user) => when(user.updatedAt),
    },
  },
  appusers: {
    empty: "No user of the App API.",
    rows: (state) => state.apps.flatMap((app, i) => app.users.map((user) => ({ ...user, app: `App ${i + 1}` }))),
    key: (user) => `${user.app} ${user.uid}`,
    columns: {
      App: (user) => user.app,
      Uid: (user) => code(user.uid),
      "External id": (user) => user.user_external_id,
      Email: (user) => user.email,
      Wallets: wallets,
      Created: (user) => when(user.created_at),
    },
  },
  portals: {
    empty: "No portal.",
    rows: (state) => state.portals,
    key: (portal) => portal.id,
    columns: {
      Portal: (portal) => code(portal.id),
      Roles: (portal) => list(portal.roles),
      Users: (portal) => String(portal.users.length),
    },
  },
  portalusers: {
    empty: "No user of a portal.",
    rows: (state) => state.portals.flatMap((portal) => portal.users.map((user) => ({ ...user, portal: portal.id }))),
    key: (user) => `${user.portal} ${user.id}`,
    columns: {
      Portal: (user) => code(user.portal),
      Name: (user) => `${user.first_name} ${user.last_name}`,
      Email: (user) => user.email,
      Id: (user) => code(user.id),
      Roles: (user) => list(user.roles),
      Locale: (user) => user.locale,
      "Last login": (user) => when(user.last_logged_at) || "never",
    },
  },
  profiles: {
    empty: "No profile.",
    rows: (state) => state.profiles,
    key: (profile) => profile.username,
    columns: {
      Username: (profile) => profile.username,
      "Display name": (profile) => profile.displayName,
      Handle: (profile) => profile.handle,
      Biography: (profile) => profile.biography,
      Born: (profile) => profile.dateOfBirth,
      Containers: (profile) => list(profile.containers),
      Referrals: (profile) => list(profile.referrals.map((referral) => referral.username)),
    },
  },
  notifications: {
    empty: "No notification.",
    rows: (state) => state.profiles.flatMap((profile) => profile.notifications.map((n) => ({ ...n, username: profile.username }))),
    key: (notification) => `${notification.username} ${notification.id}`,
    columns: {
      To: (notification) => notification.username,
      Title: (notification) => notification.title,
      Message: (notification) => notification.message,
      Type: (notification) => notification.type,
      Container: (notification) => code(notification.containerId),
      Read: (notification) => (notification.read ? badge("read", "plain") : badge("unread", "warn")),
      Created: (notification) => when(notification.createdAt),
    },
  },
  sessions: {
    empty: "No session.",
    rows: (state) => state.sessions.map((session, i) => ({ ...session, number: i + 1 })),
    key: (session) => `${session.username} ${session.number}`,
    columns: {
      Number: (session) => String(session.number),
      Username: (session) => session.username,
      Session: (session) => remaining(session.sessionExpiresAt),
      "Session ends": (session) => when(session.sessionExpiresAt),
      Refresh: (session) => (session.refreshToken ? remaining(session.refreshExpiresAt) : "no refresh token"),
      "Refresh ends": (session) => (session.refreshToken ? when(session.refreshExpiresAt) : ""),
    },
  },
};

function wallets(user) {
  if (user.walletsAt && user.wallets.length) {
    const waiting = remaining(user.walletsAt, "made", "made in");
    return element("span", {}, ...user.wallets.flatMap(wallet), " ", waiting);
  }
  return user.wallets.length ? element("span", {}, ...user.wallets.flatMap(wallet)) : badge("none yet", "plain");
}

const wallet = (w) => [badge(w.chain_id ? `${w.network} ${w.chain_id}` : w.network, "plain"), " ", element("code", {}, w.address || "being made"), " "];

let state;
const known = {}; // per table the keys of the rows that were there before

// reloadState reads the state and shows it.
export async function reloadState() {
  state = await get("state");
  drawState();
}

export function drawState() {
  if (state) for (const [name, table] of Object.entries(tables)) drawTable(name, table);
}

function drawTable(name, table) {
  const host = byId(`table-${name}`);
  const all = table.rows(state);
  const count = byId(`count-${name}`);
  if (count) count.textContent = all.length || "";
  const words = byId("find").value.toLowerCase();
  const drawn = [];
  let found = 0;
  for (const row of all) {
    if (words && !searched(table, row).includes(words)) continue;
    if (++found <= shown) drawn.push(row);
  }
  const before = known[name];
  known[name] = new Set(all.map(table.key));
  if (found === 0) {
    host.replaceChildren(element("p", { class: "empty" }, words ? "Nothing here has these words." : table.empty));
    return;
  }
  const header = Object.keys(table.columns).map((column) => element("th", { role: "columnheader", scope: "col" }, column));
  const body = drawn.map((row) =>
    element("tr", { role: "row", class: before && !before.has(table.key(row)) ? "new" : undefined },
      ...Object.entries(table.columns).map(([column, value]) => cell(column, {}, value(row) ?? ""))));
  const note = found > drawn.length ? element("p", { class: "note" }, `${drawn.length} of ${found}: find the others by their words.`) : "";
  host.replaceChildren(...[
    element("table", { role: "table", "aria-label": host.getAttribute("aria-label") },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...header)),
      element("tbody", { role: "rowgroup" }, ...body)),
    note,
  ].filter(Boolean));
}

// searched is the text of a row as its columns show it, and so without any credential.
function searched(table, row) {
  return Object.values(table.columns)
    .map((value) => value(row) ?? "")
    .map((value) => (value instanceof Node ? value.textContent : value))
    .join("\n")
    .toLowerCase();
}

export function startTables() {
  byId("find").addEventListener("input", drawState);
}
