// Theme and text size, kept in this browser; loaded in the head so that the page never flashes in another theme.
"use strict";
(() => {
  const root = document.documentElement;
  const defaults = { theme: "system", size: "normal" };
  const read = (name) => { try { return localStorage.getItem(`nashra-${name}`); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(`nashra-${name}`, value); } catch { /* private mode: for this page only */ } };
  const apply = (name, value) => {
    if (value === defaults[name]) delete root.dataset[name];
    else root.dataset[name] = value;
  };

  root.classList.add("js");
  for (const name of Object.keys(defaults)) apply(name, read(name) ?? defaults[name]);

  const ago = (iso) => {
    const minutes = Math.round((Date.now() - new Date(iso)) / 60_000);
    if (!(minutes >= 0 && minutes < 24 * 60)) return null;
    if (minutes < 1) return "الآن";
    const format = new Intl.RelativeTimeFormat("ar-MA", { numeric: "always" });
    return minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.round(minutes / 60), "hour");
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const input of document.querySelectorAll(".display input")) {
      input.checked = (root.dataset[input.name] ?? defaults[input.name]) === input.value;
      input.addEventListener("change", () => { apply(input.name, input.value); keep(input.name, input.value); });
    }
    for (const time of document.querySelectorAll("time[data-relative]")) {
      const relative = ago(time.dateTime);
      if (relative) { time.title = time.textContent.trim(); time.textContent = relative; }
    }
    for (const button of document.querySelectorAll("[data-copy]")) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.done;
      });
    }
  });
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".display[open]");
    if (event.key === "Escape" && open) { open.open = false; open.querySelector("summary").focus(); }
  });
})();
