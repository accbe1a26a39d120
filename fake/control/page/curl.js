// A request as a curl command. The log never has a credential's value, so a variable of the shell stands in its place.

import { apiBase } from "./plane.js";

const variables = {
  bearer: ["Authorization: Bearer $PARTNER_KEY"],
  app: ["X-API-KEY: $APP_KEY", "Authorization: Bearer $APP_TOKEN"],
  service_account: ["Authorization: Bearer $SERVICE_ACCOUNT_KEY"],
  session: ["Authorization: Bearer $SESSION_TOKEN"],
  unknown: ["Authorization: Bearer $CREDENTIAL"],
};
// A fault can answer before anybody looks at the credential: then the API says which kind belongs there.
const kindOf = { partner: "bearer", app: "app", portals: "service_account", profile: "session" };

// headersOf are the credential's. But for one path it is the header with its key that makes a request the App API's.
function headersOf(entry) {
  const headers = variables[entry.credential || kindOf[entry.api]] ?? [];
  const [key] = variables.app;
  return entry.api === "app" && entry.path !== "/v1/user" && !headers.includes(key) ? [key, ...headers] : headers;
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

export function curl(entry) {
  const url = apiBase() + entry.path + (entry.query ? `?${entry.query}` : "");
  const words = ["curl"];
  if (entry.method === "HEAD") words.push("--head");
  else if (entry.method !== "GET" || entry.body) words.push(`-X ${quote(entry.method)}`);
  if (/[[\]{}]/.test(url)) words.push("--globoff");
  if (/\/\.{1,2}(\/|$|\?)/.test(url)) words.push("--path-as-is");
  if (url.startsWith("https:")) words.push(`--cacert "$FAKE_CA"`);
  words.push(quote(url));
  for (const header of headersOf(entry)) words.push(`-H "${header}"`);
  if (entry.body && entry.method !== "HEAD") { // with which curl sends none
    words.push(`-H 'Content-Type: application/json'`);
    // Of a body that is not JSON the log tells the length alone.
    words.push(isJSON(entry.body) ? `--data-raw ${quote(entry.body)}` : `--data-raw "$BODY"`);
  }
  return words.join(" ");
}

function isJSON(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
