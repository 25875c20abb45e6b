// Runs in the notebook or the book, beside the frame: shows the frame in place of the still picture,
// as tall as its page, and tells the page whether its surroundings are dark.
{
  const frame = document.currentScript.previousElementSibling;
  const picture = frame.previousElementSibling;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const tellScheme = () => {
    const { jpThemeLight, theme } = document.body.dataset; // as JupyterLab and the book say it
    let isDark = dark.matches;
    if (jpThemeLight) isDark = jpThemeLight === "false";
    else if (theme === "dark" || theme === "light") isDark = theme === "dark";
    frame.contentWindow?.postMessage({ scheme: isDark ? "dark" : "light" }, "*");
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || !event.data.height) return;
    if (!picture.hidden) tellScheme();
    picture.hidden = true;
    frame.style.height = `${event.data.height}px`;
  });
  dark.addEventListener("change", tellScheme);
  frame.addEventListener("load", tellScheme);
  new MutationObserver(tellScheme).observe(document.body, { attributes: true });
}
