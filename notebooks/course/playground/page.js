// What all pages have: their data, their look, and their height told to the frame that they stand in.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

if (parent !== window) {
  const root = document.documentElement;
  new ResizeObserver(() => parent.postMessage({ height: root.offsetHeight }, "*")).observe(root);
  addEventListener("message", (event) => {
    if (event.source === parent && event.data.scheme) root.style.colorScheme = event.data.scheme;
  });
}
