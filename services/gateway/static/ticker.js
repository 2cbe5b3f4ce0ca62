// The live ticker: news queues behind a button, nothing moves by itself, and the reader can stop it (WCAG 2.2.2).
"use strict";
(() => {
  const ticker = document.querySelector("[data-ticker]");
  if (!ticker || !window.EventSource) return;
  const [list, show, pause, status] = ["list", "show", "pause", "status"].map((part) => ticker.querySelector(`[data-${part}]`));
  const forms = JSON.parse(show.dataset.forms), added = JSON.parse(show.dataset.added);
  const plural = new Intl.PluralRules("ar-MA");
  const counted = (n, words) => words[plural.select(n)].replace("{n}", n.toLocaleString("ar-MA"));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.connection?.saveData;
  const remember = (value) => { try { localStorage.setItem("nashra-ticker", value); } catch { /* private mode */ } };
  const remembered = () => { try { return localStorage.getItem("nashra-ticker"); } catch { return null; } };
  const LONGEST = 120;
  let queue = [], head = Number(ticker.dataset.head), stream = null;

  const lineOf = (id) => [...list.children].find((line) => line.dataset.id === id);
  const refresh = () => { show.hidden = queue.length === 0; if (queue.length) show.textContent = counted(queue.length, forms); };

  // text nodes only: a headline can never become markup
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const line = (item) => {
    const made = element("li", { className: "arrived" },
      element("span", { className: "paper" }, element("bdi", {}, item.source.name)),
      element("a", { href: /^(https?:\/)?\//.test(item.url) ? item.url : `/search?q=${encodeURIComponent(item.title)}` }, element("bdi", { lang: item.lang || "ar" }, item.title)));
    made.dataset.seq = item.seq;
    made.dataset.id = item.id;
    return made;
  };

  const arrive = (item) => {
    head = Math.max(head, item.seq);
    queue = queue.filter((other) => other.id !== item.id && other.id !== item.replaces);
    const shown = lineOf(item.id);
    if (shown) shown.querySelector("a bdi").textContent = item.title;
    else queue.push(item);
    refresh();
  };
  const retract = (item) => {
    head = Math.max(head, item.seq);
    queue = queue.filter((other) => other.id !== item.id);
    lineOf(item.id)?.remove();
    refresh();
  };

  const close = () => { stream?.close(); stream = null; };
  const open = () => {
    close();
    stream = new EventSource(head < 0 ? ticker.dataset.stream : `${ticker.dataset.stream}?last_event_id=${head}`);
    const on = (name, act) => stream.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("headline", arrive);
    on("update", (item) => item.title && (lineOf(item.id) || queue.some((other) => other.id === item.id)) && arrive(item));
    on("retract", retract);
    on("gap", () => { status.textContent = "فاتتك أخبار كثيرة؛ أعد تحميل الصفحة لترى أحدثها."; });
  };

  show.addEventListener("click", () => {
    list.setAttribute("aria-busy", "true");
    for (const past of list.querySelectorAll(".arrived")) past.classList.remove("arrived");
    for (const item of queue) { lineOf(item.replaces)?.remove(); list.prepend(line(item)); }
    while (list.children.length > LONGEST) list.lastElementChild.remove();
    ticker.querySelector("[data-nothing]")?.remove();
    list.removeAttribute("aria-busy");
    status.textContent = counted(queue.length, added);
    queue = [];
    refresh();
    list.scrollTop = 0;
    list.querySelector("a").focus({ preventScroll: true });
  });

  const set = (paused) => {
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "متوقف، تابع" : "إيقاف مؤقت";
    if (paused) close(); else open();
  };
  pause.hidden = false;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    remember(paused ? "paused" : "live");
    set(paused);
    status.textContent = paused ? "توقف شريط الأخبار." : "يتابع شريط الأخبار.";
  });
  const wish = remembered();
  set(wish ? wish === "paused" : Boolean(still));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted && pause.getAttribute("aria-pressed") !== "true") open(); });
})();
