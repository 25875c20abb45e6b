addEventListener("load", () => {
  // What scrolls sideways can be reached with the keyboard.
  for (const box of document.querySelectorAll("article pre, article div.math, .table-wrapper")) {
    box.tabIndex = 0;
  }
  // Sphinx leaves out which level its captions have.
  for (const caption of document.querySelectorAll("[role=heading]:not([aria-level])")) {
    caption.ariaLevel = "2";
  }
});
