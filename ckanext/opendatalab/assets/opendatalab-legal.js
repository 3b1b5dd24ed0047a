/* Saves the answers of a legal file as they are given.  Without it the buttons do. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-opendatalab-autosave]");
  if (!form || !window.fetch || !window.FormData) return;
  const told = form.querySelector("[role=status]");
  const pause = 600;
  const number = ".opendatalab-legal-number";
  let timer = null;
  let busy = false;
  let again = false;
  let pressed = null;
  let stopped = false;

  // “None of these” and “I do not know” go with no other answer of their question.
  function keepAlone(input) {
    const question = input.closest("[data-question]");
    if (!question) return;
    const alone = [...question.querySelectorAll("[data-alone][type=checkbox]")];
    if (!alone.length) return;
    if (input.hasAttribute("data-alone")) {
      if (!input.checked) return;
      question.querySelectorAll("[type=checkbox]").forEach((one) => { if (one !== input) one.checked = false; });
      question.querySelectorAll("[type=radio][value=no]").forEach((one) => { one.checked = true; });
    } else if (input.checked && input.value !== "no") {
      alone.forEach((one) => { one.checked = false; });
    }
  }

  // Anything typed in a form of a region would be lost with it: such a region stays as it is.
  document.addEventListener("input", (event) => {
    const region = event.target.closest("[data-opendatalab-live]");
    if (region) region.dataset.opendatalabTyped = "yes";
  });

  function replaceRegions(page) {
    document.querySelectorAll("[data-opendatalab-live]").forEach((region) => {
      const fresh = page.getElementById(region.id);
      if (!fresh || region.dataset.opendatalabTyped || region.contains(document.activeElement)) return;
      region.replaceChildren(...fresh.childNodes);
    });
  }

  // Questions that are asked both before and after stay untouched, but for their number.
  function followUp(page) {
    const box = form.querySelector("[data-opendatalab-questions]");
    const fresh = [...page.querySelectorAll("[data-opendatalab-questions] > [data-question]")];
    const wanted = new Set(fresh.map((one) => one.dataset.question));
    box.querySelectorAll(":scope > [data-question]").forEach((one) => {
      if (!wanted.has(one.dataset.question) && !one.contains(document.activeElement)) one.remove();
    });
    let last = null;
    fresh.forEach((one) => {
      let here = document.getElementById(one.id);
      if (here) {
        here.querySelector(number).textContent = one.querySelector(number).textContent;
      } else {
        here = document.importNode(one, true);
        if (last) last.after(here); else box.prepend(here);
      }
      last = here;
    });
  }

  function finish() {
    busy = false;
    if (pressed) {
      const button = pressed;
      pressed = null;
      form.requestSubmit(button);
    } else if (again) {
      again = false;
      save();
    }
  }

  async function save() {
    if (busy) { again = true; return; }
    busy = true;
    told.textContent = form.dataset.saving;
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const result = page.getElementById("opendatalab-legal-result");
      if (answer.status === 409) {
        stopped = true;
        told.textContent = form.dataset.conflict;
      } else if (answer.status === 400 && result) {
        const wrong = [...page.querySelectorAll(".opendatalab-errors li")].map((one) => one.textContent.trim());
        told.textContent = [form.dataset.refused, ...wrong].join(" ");
      } else if (answer.ok && result) {
        form.elements.version.value = page.querySelector("form[data-opendatalab-autosave]").elements.version.value;
        replaceRegions(page);
        followUp(page);
        told.textContent = result.dataset.announce;
      } else {
        told.textContent = form.dataset.failed;
      }
    } catch (error) {
      told.textContent = form.dataset.failed;
    }
    finish();
  }

  form.addEventListener("change", (event) => {
    keepAlone(event.target);
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!busy) return;
    event.preventDefault();
    pressed = event.submitter;
  });
})();
