// Keys, dialogs and small manners of the desk. No inline handlers, no evaluation: strict CSP.
"use strict";

const keysOn = () => document.documentElement.hasAttribute("data-keys");
const inField = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
let pending = "";
let pendingTimer = 0;

// What a key does to its target. A folded field takes the cursor at once: the next letter is its own.
function press(target) {
  const field = target.matches("summary") ? target.parentElement.querySelector("textarea, input:not([type=hidden]), select") : target;
  if (target !== field) target.parentElement.open = true;
  if (field && field.matches("input, textarea, select")) { field.focus(); field.scrollIntoView({ block: "nearest" }); } else { target.focus(); target.click(); }
}

// Letters work outside of text fields only, and only when the profile allows them (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[data-submit-key]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key.length !== 1) return;
  const typed = pending ? `${pending} ${event.key}` : event.key;
  const targets = [...document.querySelectorAll("[data-hotkey]")].filter((one) => one.getClientRects().length);
  const hits = targets.filter((one) => one.dataset.hotkey === typed);
  // A key may mean a tab and, once that tab is open, the field in it.
  const hit = hits.find((one) => !one.hasAttribute("aria-current")) || hits[0];
  clearTimeout(pendingTimer);
  pending = "";
  if (hit) {
    event.preventDefault();
    press(hit);
  } else if (targets.some((one) => one.dataset.hotkey.startsWith(`${typed} `))) {
    pending = typed;
    pendingTimer = setTimeout(() => { pending = ""; }, 1200);
  }
});

// The list behind "?" is read from the page, so that it can never be wrong.
function listKeys(list) {
  list.replaceChildren();
  const seen = new Set();
  for (const one of document.querySelectorAll("[data-hotkey]")) {
    if (seen.has(one.dataset.hotkey)) continue;
    seen.add(one.dataset.hotkey);
    const term = document.createElement("dt");
    for (const part of one.dataset.hotkey.split(" ")) {
      const key = document.createElement("kbd");
      key.textContent = part;
      term.append(key, " ");
    }
    const meaning = document.createElement("dd");
    meaning.textContent = (one.getAttribute("aria-label") || one.dataset.keyName || one.textContent).trim();
    list.append(term, meaning);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    dialog.querySelectorAll("[data-keylist]").forEach(listKeys);
    dialog.showModal();
  }
});

// A link to a field further down the page opens what it lies in and puts the cursor there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reaches]");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const folded = target.closest("details");
  if (folded) folded.open = true;
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
});

// A form sends once: its buttons rest while it is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || form.hasAttribute("data-call-form")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { form.querySelectorAll("button").forEach((one) => { one.disabled = true; }); }, 0);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((one) => { one.disabled = false; });
  });
});

// A select that sends its form.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-sends]")) event.target.form.requestSubmit();
});

// The work list by keys: one row has the cursor, the letters act on it.
const list = document.querySelector("[data-list]");
if (list) {
  const items = [...list.querySelectorAll("[data-item]")];
  const row = () => document.activeElement.closest("[data-case]");
  const current = () => items.findIndex((one) => one.closest("[data-case]") === row());
  let at = -1;
  const step = (by) => {
    const from = current() === -1 ? at : current();
    at = Math.max(0, Math.min(items.length - 1, from + by));
    items[at].focus();
  };
  list.addEventListener("focusin", () => { at = current(); });
  // Enter in a tick box would press the first button of the form and give the ticked cases away.
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=checkbox]")) event.preventDefault();
  });
  const chosen = () => items[Math.max(0, at)].closest("[data-case]");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-row-open], [data-row-tick], [data-row-take]");
    if (!button) return;
    if (button.dataset.step) step(Number(button.dataset.step));
    else if (button.hasAttribute("data-row-open")) chosen().querySelector("[data-item]").click();
    else if (button.hasAttribute("data-row-tick")) { chosen().querySelector("input[type=checkbox]").click(); items[Math.max(0, at)].focus(); }
    else { const take = chosen().querySelector("[data-take]"); if (take) take.click(); }
  });
}

// Tabs are swapped by htmx; the bar says which one is open.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const one of document.querySelectorAll("[data-tab]")) {
    if (one.pathname === location.pathname) one.setAttribute("aria-current", "page"); else one.removeAttribute("aria-current");
  }
});
