// Charts: what all lines say at the place under the pointer or the arrow keys, and lines that step back. Complete without.
"use strict";
(() => {
  for (const figure of document.querySelectorAll("[data-chart]")) {
    const plot = figure.querySelector("[data-plot]");
    const rows = [...figure.querySelectorAll("[data-table] tbody tr")];
    const names = [...figure.querySelectorAll("[data-table] thead th")].slice(1).map((cell) => cell.textContent);
    if (!plot || !rows.length) continue;

    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    for (const [name, value] of Object.entries({ class: "cursor", y1: "20", y2: "220", visibility: "hidden" })) line.setAttribute(name, value);
    plot.append(line);
    const said = Object.assign(document.createElement("div"), { className: "chart-said", hidden: true });
    said.setAttribute("role", "status");
    plot.after(said);
    let at = -1;

    const show = (place) => {
      at = Math.max(0, Math.min(rows.length - 1, place));
      const x = 100 - ((at + 0.5) / rows.length) * 100;
      line.setAttribute("x1", `${x}%`);
      line.setAttribute("x2", `${x}%`);
      line.setAttribute("visibility", "visible");
      const [moment, ...cells] = rows[at].children;
      said.replaceChildren(
        Object.assign(document.createElement("strong"), { textContent: moment.textContent }),
        ...cells.map((cell, number) => {
          const entry = Object.assign(document.createElement("span"), { className: `line-${number + 1}` });
          entry.append(
            Object.assign(document.createElement("bdi"), { textContent: names[number] }), " ",
            Object.assign(document.createElement("bdi"), { textContent: cell.textContent }),
          );
          entry.hidden = figure.querySelector(`.legend [data-line="${number + 1}"][data-away]`) !== null;
          return entry;
        }),
      );
      said.hidden = false;
    };
    const hide = () => { said.hidden = true; line.setAttribute("visibility", "hidden"); at = -1; };

    plot.setAttribute("tabindex", "0");
    plot.addEventListener("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      show(Math.floor(((box.right - event.clientX) / box.width) * rows.length));
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("blur", hide);
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key]; // later is to the left
      if (step) { event.preventDefault(); show(at < 0 ? rows.length - 1 : at + step); }
      else if (event.key === "Escape") hide();
    });

    const items = [...figure.querySelectorAll(".legend [data-line]")];
    if (items.length < 2) continue;
    for (const item of items) {
      const label = item.querySelector("a, span:not(.muted)").textContent;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
      const name = (text) => { button.textContent = text; button.setAttribute("aria-label", `${text} ${label}`); };
      button.addEventListener("click", () => {
        const away = item.toggleAttribute("data-away");
        name(away ? "إظهار" : "إخفاء");
        for (const part of plot.querySelectorAll(`.line-${item.dataset.line}`)) part.toggleAttribute("data-away", away);
      });
      name("إخفاء");
      item.append(" ", button);
    }
  }
})();
