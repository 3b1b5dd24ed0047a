/* Shows the score of what is typed beside the form.  Without it the panel shows what is saved. */
(function () {
  "use strict";

  const panel = document.querySelector("[data-opendatalab-quality]");
  const form = panel && panel.closest("form");
  if (!form || !window.fetch || !window.FormData) return;
  const shown = panel.querySelector("[data-opendatalab-quality-shown]");
  const told = panel.querySelector("[role=status]");
  const own = "opendatalab-quality-";
  const pause = 800;
  let timer = null;
  let asked = 0;
  let said = "";

  // Of a file only its name is sent.
  function typed() {
    const sent = new FormData();
    for (const [name, value] of new FormData(form)) sent.append(name, value instanceof File ? value.name : value);
    for (const name of ["id", "type", "kind", "page"]) sent.append(own + name, panel.dataset[name] || "");
    return sent;
  }

  async function look() {
    const number = ++asked;
    let text;
    try {
      const answer = await fetch(panel.dataset.opendatalabQuality, {
        method: "POST", body: typed(), credentials: "same-origin", headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) return;
      text = await answer.text();
    } catch (error) {
      return; // what is saved stays shown
    }
    // A later question was asked meanwhile, or somebody is in the panel: nothing moves under her.
    if (number !== asked || shown.contains(document.activeElement)) return;
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-announce]");
    if (!fresh || fresh.outerHTML === shown.innerHTML.trim()) return;
    shown.replaceChildren(fresh);
    if (fresh.dataset.announce !== said) {
      said = fresh.dataset.announce;
      told.textContent = said;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // A refused form holds what was typed.
  if (document.querySelector(".opendatalab-errors, .error-explanation")) look();
})();
