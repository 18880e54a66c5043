// The call screen. The line keeps the focus; every key is sent as it is typed, every line exactly
// once, and nothing typed is lost when the server goes away. Without this file the forms work.
"use strict";

(() => {
  const page = document.getElementById("call");
  if (!page) return;
  const mine = "mine" in page.dataset;
  const line = document.getElementById("line");
  const form = document.getElementById("line-form");
  const body = document.getElementById("call-body");
  const state = document.getElementById("line-state");
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
  let source = null;
  let over = false;

  // ---- regions that change by themselves -------------------------------------------------------
  function swap(id, html) {
    const region = document.getElementById(id);
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    // Clocks inside tick on their own; only words decide whether anything is new.
    if (region.dataset.shown === html) return;
    region.dataset.shown = html;
    region.replaceChildren(...fresh.childNodes);
    tick();
  }

  function show(parts) {
    if (parts.now === undefined) { leave(); return; }
    swap("now", parts.now);
    swap("temperature", parts.temperature);
    page.dataset.stage = parts.stage;
    for (const one of document.querySelectorAll("[data-primary]")) one.classList.toggle("foot-button--primary", one.dataset.primary === parts.primary);
    if (parts.seen) page.dataset.acknowledged = parts.seen;
    offerOthers();
  }

  function listen() {
    if (source || over) return;
    source = new EventSource(page.dataset.live);
    source.addEventListener("regions", (event) => show(JSON.parse(event.data)));
    source.addEventListener("over", leave);
    source.addEventListener("open", () => { if (mine) flush(); });
  }
  const streaming = () => source !== null && source.readyState === EventSource.OPEN;

  function leave() {
    if (over) return;
    over = true;
    if (source) source.close();
    if (!mine) window.location.assign(page.dataset.home);
  }

  // ---- clocks ----------------------------------------------------------------------------------
  const two = (number) => String(number).padStart(2, "0");
  function span(seconds) { return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`; }
  function tick() {
    for (const one of document.querySelectorAll("[data-since]")) one.textContent = span(Math.max(0, Math.round((Date.now() - new Date(one.dataset.since)) / 1000)));
    for (const one of document.querySelectorAll("[data-until]")) {
      const left = Math.round((new Date(one.dataset.until) - Date.now()) / 1000);
      one.textContent = left >= 0 ? span(left) : `+${span(-left)}`;
    }
  }
  setInterval(tick, 1000);
  tick();

  // ---- another sentence ------------------------------------------------------------------------
  let turn = 0;
  function offerOthers() {
    const button = document.querySelector("[data-other]");
    const options = document.querySelectorAll("[data-options] li");
    if (button) button.disabled = options.length === 0;
    turn = 0;
    remember();
  }
  function remember() {
    const said = document.querySelector("[data-said]");
    const shown = document.querySelector("[data-sentence]");
    if (!said) return;
    said.elements.sentence.value = shown ? shown.textContent : "";
    said.elements.situation.value = shown ? shown.closest("[data-situation]").dataset.situation : "";
  }
  function another() {
    const shown = document.querySelector("[data-sentence]");
    const options = [...document.querySelectorAll("[data-options] li")];
    if (!shown || !options.length) return;
    const first = shown.dataset.first || shown.textContent;
    shown.dataset.first = first;
    turn = (turn + 1) % (options.length + 1);
    shown.textContent = turn === 0 ? first : options[turn - 1].textContent;
    remember();
  }

  // A question to the chain opens beside the call, never instead of it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".chain-picture a");
    if (!link) return;
    event.preventDefault();
    window.open(link.getAttribute("href") || link.getAttribute("xlink:href"), "_blank", "noopener");
  });

  offerOthers();
  if (!mine) { listen(); return; }

  // ---- sending ---------------------------------------------------------------------------------
  const headers = () => ({ "X-CSRFToken": token(), "X-Requested-With": "call", "X-Stream": streaming() ? "open" : "closed" });
  const post = (address, values) => fetch(address, { method: "POST", headers: headers(), body: new URLSearchParams(values), redirect: "error" });

  // The line so far: one request at a time, always the newest words; the first key goes at once.
  let typing = false;
  let dirty = false;
  let count = 0;
  async function sendTyped() {
    if (typing) { dirty = true; return; }
    typing = true;
    dirty = false;
    count += 1;
    page.dataset.sent = count;
    try {
      const answer = await post(page.dataset.typed, { text: line.value, n: count });
      if (answer.status === 200) show(await answer.json());
      if (answer.ok && !waiting.length && offline) say("");
    } catch { if (!waiting.length) say(page.dataset.offline, true); }
    typing = false;
    if (dirty && !busy) sendTyped();
  }
  line.addEventListener("input", () => { if (!offline) say(""); sendTyped(); });

  // Lines, taps and everything else that is written down: in order, each with its key, until taken.
  const waiting = [];
  let busy = false;
  function send(address, values, typed) {
    waiting.push({ address, values: { key: newKey(), ...values }, typed });
    flush();
  }
  async function flush() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const one = waiting[0];
      let answer;
      try { answer = await post(one.address, one.values); } catch { answer = null; }
      if (!answer || answer.status >= 500 || answer.status === 429) {
        say(`${page.dataset.offline} ${waiting.filter((w) => w.typed).map((w) => `“${w.typed}”`).join(" ")} ${page.dataset.unsent}`, true);
        setTimeout(() => { busy = false; flush(); }, 1500);
        return;
      }
      waiting.shift();
      await take(answer, one);
    }
    busy = false;
    if (dirty) sendTyped();
  }
  async function take(answer, one) {
    const kind = answer.headers.get("Content-Type") || "";
    if (answer.ok && kind.startsWith("application/json")) {
      const told = await answer.json();
      if (told.goes) { over = true; window.location.assign(told.goes); } else if (told.opens) open(told.opens);
      say("");
    } else if (answer.ok) {
      const html = await answer.text();
      const place = [...body.querySelectorAll(".card")].map((card) => card.scrollTop);
      body.innerHTML = html;
      if (window.htmx) htmx.process(body);
      [...body.querySelectorAll(".card")].forEach((card, at) => { card.scrollTop = place[at] || 0; });
      page.dataset.written = Number(page.dataset.written || 0) + 1;
      say("");
      tick();
      offerOthers();
    } else {
      say((await answer.text()).slice(0, 200));
      if (one.typed && !line.value) line.value = one.typed;
    }
  }
  let offline = false;
  function say(text, lost = false) {
    offline = lost;
    if (state.textContent !== text) state.textContent = text;
  }
  function open(part) {
    const found = document.getElementById(part);
    if (!found) return;
    if (found.matches("details")) { found.open = true; found.querySelector("select, button").focus(); } else { const inner = found.querySelector("form"); if (inner) send(inner.action, {}); }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = line.value.trim();
    line.value = "";
    const button = document.querySelector(`[data-tap="${CSS.escape(typed)}"]`);
    if (typing || button) sendTyped(); // what is kept as half typed is over
    if (button) tap(button);
    else if (typed) send(form.action, { text: typed }, typed);
    else sayIt();
  });
  function sayIt() {
    const said = document.querySelector("[data-said]");
    if (said && said.elements.sentence.value) send(said.action, { sentence: said.elements.sentence.value, situation: said.elements.situation.value });
  }

  // Backspace on the empty line brings the last one back. Taps are "1" to "6", "-" and "+" and
  // Enter: a digit alone is no note, and a note may begin with one.
  line.addEventListener("keydown", (event) => {
    if (line.value || event.key !== "Backspace" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const undo = document.querySelector("[data-undo]");
    if (!undo || undo.querySelector("button").disabled) return;
    event.preventDefault();
    takeBack(undo);
  });
  async function takeBack(undo) {
    try {
      const answer = await post(undo.action, { key: newKey() });
      if (answer.ok) {
        const last = answer.headers.get("X-Typed");
        await take(answer, {});
        if (last && !line.value) { line.value = decodeURIComponent(last); sendTyped(); }
      } else { say(await answer.text()); }
    } catch { say(page.dataset.offline); }
    line.focus();
  }
  function tap(button) {
    button.classList.add("tap--done");
    setTimeout(() => button.classList.remove("tap--done"), 900);
    send(button.form.action, { sign: button.value });
    line.focus();
  }

  document.addEventListener("submit", (event) => {
    const sent = event.target.closest("[data-call-form]");
    if (!sent || sent === form) return;
    event.preventDefault();
    if (event.submitter && "tap" in event.submitter.dataset) { tap(event.submitter); return; }
    if ("undo" in sent.dataset) { takeBack(sent); return; }
    const values = Object.fromEntries(new FormData(sent, event.submitter));
    delete values.csrfmiddlewaretoken;
    if (line.value.trim() && sent.closest("details")) { send(form.action, { text: line.value.trim() }, line.value.trim()); line.value = ""; }
    send(sent.action, values);
    if (!sent.closest("details")) line.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-other]")) { another(); line.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of document.querySelectorAll(".call-foot details[open]")) one.open = false;
    line.focus();
  });
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", (event) => { if (waiting.length && !over) event.preventDefault(); });
  if (line.value) line.setSelectionRange(line.value.length, line.value.length);
  listen();
})();
