// Links inside a drawing of the chain swap the panel, as the links beside it do.
"use strict";

document.addEventListener("click", (event) => {
  const box = event.target.closest("#panel svg.chain a");
  if (!box || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const address = box.getAttribute("href");
  if (!address) return;
  event.preventDefault();
  // htmx binds to HTML elements only; one link of its own does the work and goes with the old panel.
  const link = document.createElement("a");
  link.hidden = true;
  link.href = address;
  link.setAttribute("hx-get", address.split("#")[0]);
  link.setAttribute("hx-target", "#panel");
  link.setAttribute("hx-swap", "innerHTML show:#answer:top");
  link.setAttribute("hx-push-url", "true");
  document.getElementById("panel").append(link);
  htmx.process(link);
  link.click();
});
