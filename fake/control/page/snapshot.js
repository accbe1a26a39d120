// The state as a file and back, and back to the start. The file holds credentials, as every snapshot does.

import { ask, byId, element, guarded, notice } from "./dom.js";
import { call, send } from "./plane.js";

async function save() {
  const answer = await call("GET", "state");
  const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: "fake-state.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  notice("The state is saved as fake-state.json. It holds credentials of the fake.");
}

async function restore(changed) {
  const [file] = byId("restore-file").files;
  if (!file) return;
  byId("restore-file").value = ""; // so that the same file can be chosen again
  await call("PUT", "state", await file.arrayBuffer()); // as text it would lose what is no UTF-8
  changed();
  notice(`The state of ${file.name} is in place.`);
}

async function reset(changed) {
  if (!(await ask("Go back to the state that the fake started with? Users, faults, the log, quotas, chaos and the clock go back too.", "Reset"))) return;
  await send("POST", "reset");
  changed();
  notice("The fake is as it started.");
}

// startSnapshot calls changed after everything may be different.
export function startSnapshot(changed) {
  byId("save").addEventListener("click", guarded(save));
  byId("restore").addEventListener("click", () => byId("restore-file").click());
  byId("restore-file").addEventListener("change", guarded(() => restore(changed)));
  byId("reset").addEventListener("click", guarded(() => reset(changed)));
}
