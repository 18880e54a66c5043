// What happens, as it happens: the case page takes in what is new, the inbox counts it.
// Nothing moves under the pointer, and nothing counts as seen that was not on the screen.
"use strict";

// A stream that closes while the tab is hidden (browsers allow six per host) and then goes on.
function stream(address, lastEvent, handlers) {
  let source = null;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${address}?after=${lastEvent()}`);
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data), event.lastEventId));
    }
  };
  const close = () => { if (source) source.close(); source = null; };
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

function liveCase(page) {
  const overview = document.getElementById("overview");
  const text = page.querySelector("[data-news-text]");
  const show = page.querySelector("[data-news-show]");
  const there = page.querySelector("[data-presence-text]");
  let heard = page.dataset.lastEvent;
  let timer = 0;

  const composing = () => [...page.querySelectorAll("[data-composer] textarea")]
    .some((one) => one === document.activeElement || one.value.trim() !== "");

  // Only here the page says what it has shown: a reply names this event when it is sent.
  const take = async () => {
    const answer = await fetch(page.dataset.overview + location.search, { headers: { "X-Requested-With": "live" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = new Map([...overview.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
    const line = fresh.getElementById("case-line");
    if (line) { line.removeAttribute("hx-swap-oob"); document.getElementById("case-line").replaceWith(line); }
    for (const part of fresh.querySelectorAll("[data-live-part]")) {
      const shown = document.getElementById(part.id);
      part.remove();
      // Nobody loses the number of an order that they are typing.
      if (shown && ![...shown.querySelectorAll("input:not([type=hidden])")].some((one) => one.value !== one.defaultValue)) shown.replaceWith(part);
    }
    overview.replaceChildren(...fresh.body.childNodes);
    for (const one of overview.querySelectorAll("details[id]")) if (open.has(one.id)) one.open = open.get(one.id);
    if (window.htmx) window.htmx.process(overview);
    page.dataset.lastEvent = overview.querySelector("[data-last-event]").dataset.lastEvent;
    for (const field of document.querySelectorAll("input[name=last_event]")) field.value = page.dataset.lastEvent;
    text.textContent = "";
    show.hidden = true;
    const history = page.querySelector("[data-tab=history][aria-current]");
    if (history && window.htmx && !location.search) window.htmx.ajax("GET", history.href, "#panel");
  };

  show.addEventListener("click", take);
  stream(page.dataset.caseLive, () => heard, {
    happened(event, id) {
      heard = id || heard;
      if (Number(id) <= Number(page.dataset.lastEvent)) return; // already on the screen
      clearTimeout(timer);
      if (composing() && !event.mine) {
        text.textContent = `${page.dataset.news}: ${event.text}`;
        show.hidden = false;
      } else {
        timer = setTimeout(() => { if (!composing()) take(); }, 400);
      }
    },
    present(event) { if (there.textContent !== event.text) there.textContent = event.text; },
  });

  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
  let last = "";
  const say = (replying, leaving) => {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token());
    form.set("replying", replying ? "yes" : "no");
    if (leaving) form.set("leaving", "yes");
    last = leaving ? "" : String(replying);
    return fetch(page.dataset.presence, { method: "POST", body: form, keepalive: true })
      .then((answer) => (answer.status === 200 ? answer.text() : null))
      .then((words) => { if (words !== null && there.textContent !== words) there.textContent = words; })
      .catch(() => {});
  };
  const replying = () => document.activeElement !== null && document.activeElement.closest("[data-composer]") !== null;
  const changed = () => { if (!document.hidden && last !== String(replying())) say(replying(), false); };
  document.addEventListener("focusin", changed);
  document.addEventListener("focusout", () => setTimeout(changed, 0));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) say(replying(), false); });
  window.addEventListener("pagehide", () => { say(false, true); });
  setInterval(() => { if (!document.hidden) say(replying(), false); }, 20000);
  say(replying(), false);
}

function liveInbox(page) {
  const pill = page.querySelector("[data-news]");
  const changed = new Set();
  let heard = page.dataset.lastEvent;
  stream(page.dataset.inboxLive, () => heard, {
    changed(event, id) {
      heard = id || heard;
      event.cases.forEach((number) => changed.add(number));
      if (!changed.size) return;
      pill.textContent = changed.size === 1 ? pill.dataset.one : pill.dataset.many.replace("{n}", changed.size);
      pill.hidden = false;
    },
  });
}

// "My day": the promises that need this person, taken in when they are others.
function liveDay(part) {
  stream(part.dataset.dayLive, () => part.dataset.mark, {
    async changed() {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (!fresh) return;
      part.dataset.mark = fresh.dataset.mark;
      part.replaceChildren(...fresh.childNodes);
      const empty = document.querySelector("[data-day-empty]");
      if (empty && part.childElementCount) empty.remove();
    },
  });
}

document.querySelectorAll("[data-day-live]").forEach(liveDay);
document.querySelectorAll("[data-case-live]").forEach(liveCase);
document.querySelectorAll("[data-inbox-live]").forEach(liveInbox);
