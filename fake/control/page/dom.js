// How the page makes elements. What a request carried only ever becomes text: no function here takes HTML.

// element makes one element. A property that begins with "on" is a listener, "class" and names with a dash are
// attributes, anything else is set on the element; children that are not elements become text.
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class" || name === "role" || name.includes("-")) made.setAttribute(name, value === true ? "" : value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
  return made;
}

export const byId = (id) => document.getElementById(id);

// cell is a table's cell that knows its column's name, which a narrow screen shows beside it.
export function cell(label, properties, ...children) {
  return element("td", { role: "cell", "data-label": label, ...properties }, ...children);
}

// badge is a short word on a coloured ground. The colour never says more than the word.
export const badge = (text, tone = "plain") => element("span", { class: `badge ${tone}` }, text);

// notice tells what an action did. A screen reader hears it.
export function notice(text) {
  show(byId("notice"), text);
  byId("alert").hidden = true;
}

// complain tells why an action was refused, in the control plane's own words.
export function complain(error) {
  show(byId("alert"), error.message);
  byId("notice").hidden = true;
}

let fading;

function show(bar, text) {
  clearTimeout(fading);
  bar.querySelector("span").textContent = text;
  bar.hidden = false;
  if (bar.id === "notice") fading = setTimeout(() => (bar.hidden = true), 6000);
}

// guarded makes a listener whose failure is told.
export function guarded(action) {
  return async (event) => {
    event?.preventDefault?.();
    try {
      await action(event);
    } catch (error) {
      complain(error);
    }
  };
}

// ask asks a yes or no before something is lost.
export function ask(question, yes) {
  const dialog = byId("question");
  byId("question-text").textContent = question;
  byId("question-yes").textContent = yes;
  dialog.showModal();
  return new Promise((resolve) => {
    const answered = (event) => {
      for (const id of ["question-yes", "question-no"]) byId(id).removeEventListener("click", answered);
      dialog.removeEventListener("cancel", answered);
      dialog.close();
      resolve(event.currentTarget.id === "question-yes");
    };
    for (const id of ["question-yes", "question-no"]) byId(id).addEventListener("click", answered);
    dialog.addEventListener("cancel", answered);
  });
}
