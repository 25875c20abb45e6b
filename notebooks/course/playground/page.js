// What all pages have: their data, their look, and their height told to the frame that they stand in.
// What a script draws itself, it draws again at the event "scheme", which says that light or dark changed.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("scheme")));

if (parent !== window) {
  const root = document.documentElement;
  new ResizeObserver(() => parent.postMessage({ height: root.offsetHeight }, "*")).observe(root);
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data.scheme) return;
    root.style.colorScheme = event.data.scheme;
    dispatchEvent(new Event("scheme"));
  });
}
