// Links inside a drawing of the chain swap what was asked, as the links beside it do.
"use strict";

const PART = "#asked";
let pressed = null; // the link that somebody chose, to be found again in the new drawing

// Of an address of a link in the chain: what it asks, and of which part.
const asks = (link) => {
  const [kind, name] = [...new URL(link.getAttribute("href"), location.href).searchParams][0] || [];
  return name && { kind: kind === "why" ? "why" : "if", name, drawn: Boolean(link.closest("svg")) };
};

document.addEventListener("click", (event) => {
  const box = event.target.closest("#panel svg.chain a");
  if (!box || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!box.getAttribute("href")) return;
  event.preventDefault();
  pressed = asks(box);
  // htmx binds to HTML elements only; one link of its own does the work and goes with the old drawing.
  const address = new URL(box.getAttribute("href"), location.href);
  const listed = document.querySelector(`${PART} .chain-list[open]`);
  if (listed) address.searchParams.set("list", "1");
  const link = document.createElement("a");
  link.hidden = true;
  link.href = address;
  link.setAttribute("hx-get", address.pathname + address.search);
  link.setAttribute("hx-target", PART);
  link.setAttribute("hx-swap", "innerHTML show:#answer:top");
  link.setAttribute("hx-push-url", "true");
  document.querySelector(PART).append(link);
  htmx.process(link);
  link.click();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${PART} a.ask`);
  if (link) pressed = asks(link);
});

// Who works with the keyboard stays where they were, unless they have gone on meanwhile.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!pressed || event.detail.target.id !== PART.slice(1) || document.activeElement !== document.body) return;
  const same = [...document.querySelectorAll(`${PART} svg.chain a, ${PART} a.ask`)].find((link) => {
    const other = asks(link);
    return other && Object.keys(pressed).every((key) => pressed[key] === other[key]);
  });
  pressed = null;
  if (same) same.focus({ preventScroll: true });
});

// Closed details are left out of print; the list is what is printed.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".chain-list:not([open])")];
  for (const list of opened) list.open = true;
});
addEventListener("afterprint", () => {
  for (const list of opened) list.open = false;
});
