// The two composers: drafts one second after the last key, the check while typing, the undo clock.
// Everything here only speeds up what the forms do without it.
"use strict";

(() => {
  const DRAFT_AFTER = 1000;
  const CHECK_AFTER = 400;
  const root = document.querySelector("[data-composers]");
  if (!root) return;
  document.documentElement.classList.add("js");

  const tokenOf = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const post = (url, form, values, more = {}) => fetch(url, {
    method: "POST", credentials: "same-origin",
    headers: { "X-CSRFToken": tokenOf(form), ...more.headers },
    body: new URLSearchParams(values), keepalive: Boolean(more.keepalive),
  });

  for (const form of root.querySelectorAll("form[data-composer]")) compose(form);

  function compose(form) {
    const kind = form.dataset.composer;
    const text = form.querySelector("textarea");
    const saved = root.querySelector(`[data-saved="${kind}"]`);
    const remarks = root.querySelector(`[data-remarks="${kind}"]`);
    const count = form.querySelector("[data-remark-count]");
    const reason = form.querySelector("[data-reason]");
    // What is kept besides the text: copies and whether it is important. Files go with the form.
    const more = () => (form.elements.copies ? {
      copies: form.elements.copies.value, ...(form.elements.important.checked ? { important: "yes" } : {}),
    } : {});
    const typed = () => JSON.stringify([text.value, more()]);
    let kept = typed();
    let draftTimer = 0;
    let checkTimer = 0;
    let checks = 0;
    let leaving = false;

    async function save(keepalive) {
      clearTimeout(draftTimer);
      if (leaving || typed() === kept) return;
      const now = typed();
      try {
        const answer = await post(form.dataset.draft, form,
          { text: text.value, form_key: form.elements.form_key.value, ...more() },
          { keepalive, headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        kept = now;
        saved.textContent = saved.dataset.says.replace("%s", (await answer.json()).saved);
      } catch {
        saved.textContent = saved.dataset.fails;
        if (!leaving) draftTimer = setTimeout(save, 5000);
      }
    }

    async function check() {
      const mine = ++checks;
      try {
        const answer = await post(root.dataset.lint, form, { text: text.value, kind });
        // An older answer that comes late would underline what is no longer there.
        if (!answer.ok || mine !== checks) return;
        remarks.innerHTML = await answer.text();
        sayCount();
        showReason();
      } catch { /* the check runs again when the form is sent */ }
    }

    // Read aloud is the number, when it changes: the list itself would talk over every word.
    function sayCount() {
      const words = count.dataset.says.replace("%s", String(remarks.querySelectorAll("[data-level]").length));
      if (count.textContent !== words) count.textContent = words;
    }

    function showReason() {
      if (!reason) return;
      const levels = [...remarks.querySelectorAll("[data-level]")].map((one) => one.dataset.level);
      reason.toggleAttribute("data-quiet", !levels.length || levels.includes("E"));
    }

    text.addEventListener("input", () => {
      clearTimeout(draftTimer);
      clearTimeout(checkTimer);
      draftTimer = setTimeout(save, DRAFT_AFTER);
      checkTimer = setTimeout(check, CHECK_AFTER);
    });
    text.addEventListener("blur", () => save(true));
    for (const field of [form.elements.copies, form.elements.important]) {
      if (field) field.addEventListener("change", () => { clearTimeout(draftTimer); draftTimer = setTimeout(save, DRAFT_AFTER); });
    }
    // Chosen files are kept with the draft at once, so nothing that stops the reply loses them.
    const files = form.elements.files;
    if (files) {
      const problem = form.querySelector("[data-files-problem]");
      files.addEventListener("change", () => {
        const size = Array.from(files.files).reduce((sum, one) => sum + one.size, 0);
        problem.hidden = size <= Number(files.dataset.limit);
        problem.textContent = problem.hidden ? "" : files.dataset.tooLarge;
        if (!problem.hidden) files.value = "";
        else if (size) form.requestSubmit(form.querySelector("[data-save]"));
      });
    }
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
    window.addEventListener("pagehide", () => save(true));
    window.addEventListener("beforeunload", (event) => { if (!leaving && typed() !== kept) event.preventDefault(); });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      leaving = true;
      clearTimeout(draftTimer);
      clearTimeout(checkTimer);
    });
    window.addEventListener("pageshow", () => { leaving = false; });

    remarks.addEventListener("click", (event) => {
      const button = event.target.closest("[data-apply]");
      if (!button) return;
      // Places count characters, JavaScript counts halves of some.
      const signs = Array.from(text.value);
      const start = Number(button.dataset.start);
      const end = Number(button.dataset.end);
      if (signs.slice(start, end).join("") !== button.dataset.quote) { check(); return; }
      signs.splice(start, end - start, button.dataset.apply);
      replaceText(text, signs.join(""));
    });

    const insert = form.querySelector("[data-insert]");
    if (insert) {
      insert.addEventListener("click", (event) => {
        event.preventDefault();
        const chosen = form.elements.sentence;
        if (!chosen.value) { chosen.focus(); return; }
        const before = text.value.slice(0, text.selectionStart).trimEnd();
        const after = text.value.slice(text.selectionEnd).trimStart();
        replaceText(text, [before, chosen.value, after].filter(Boolean).join("\n\n"));
        chosen.value = "";
      });
    }
    if (text.value.trim() && !remarks.querySelector("[data-level]")) check();
  }

  function replaceText(text, value) {
    text.value = value;
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // "n" opens the note and puts the cursor into it.
  const note = root.querySelector("details.composer--note");
  note.addEventListener("toggle", () => { if (note.open && document.activeElement === note.querySelector("summary")) note.querySelector("textarea").focus(); });

  for (const form of root.querySelectorAll("[data-leaving]")) {
    const until = Date.parse(form.dataset.leaving);
    const countdown = form.querySelector("[data-countdown]");
    const tick = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds <= 0) { form.remove(); return; }
      countdown.textContent = `${seconds} s`;
      setTimeout(tick, 250);
    };
    tick();
  }
})();
