// Suggestions under the search box: an ARIA combobox over /v1/search/suggest; the form works without it.
"use strict";
(() => {
  const WAIT_MS = 150;
  const KINDS = { entity: "اسم", source: "جريدة", section: "قسم" };
  const PAGES = { entity: "/e/", source: "/sources/", section: "/sections/" };

  const attach = (input) => {
    const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: `${input.id}-suggestions`, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "اقتراحات");
    input.parentElement.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
    let waiting = 0, asked = null, active = -1;

    const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const go = (item) => {
      // an entity without a kind is a spelling that search knows, and has no page
      if (PAGES[item.kind] && (item.kind !== "entity" || item.type)) location.assign(PAGES[item.kind] + encodeURIComponent(item.id));
      else { input.value = item.text; input.form.requestSubmit(); }
    };
    const mark = (index) => {
      active = (index + list.children.length) % list.children.length;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      input.setAttribute("aria-activedescendant", list.children[active].id);
    };
    const draw = (items) => {
      list.replaceChildren(...items.map((item, at) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, dir: "auto" });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(Object.assign(document.createElement("bdi"), { textContent: item.text }));
        if (KINDS[item.kind]) option.append(Object.assign(document.createElement("small"), { textContent: item.label ?? KINDS[item.kind] }));
        option.addEventListener("mousedown", (event) => { event.preventDefault(); go(item); });
        return option;
      }));
      list.items = items;
      active = -1;
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      asked?.abort();
      const text = input.value.trim();
      if (!text) return close();
      asked = new AbortController();
      try {
        const answer = await fetch(`/v1/search/suggest?limit=8&q=${encodeURIComponent(text)}`, { signal: asked.signal });
        if (answer.ok) draw((await answer.json()).items);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, WAIT_MS); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1); }
      else if (event.key === "Enter" && active >= 0) { event.preventDefault(); go(list.items[active]); }
      else if (event.key === "Escape") { event.preventDefault(); close(); }
    });
  };

  for (const input of document.querySelectorAll("[data-suggest]")) attach(input);
})();
