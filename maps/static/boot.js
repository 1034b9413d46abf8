// Unpacks the scripts of the page and runs them, in their order. Not a module: it stands in the page as it is.
(async () => {
  const run = async (element) => {
    const packed = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    return script;
  };
  const scripts = await Promise.all(Array.from(document.querySelectorAll("script.im-code"), run));
  document.body.append(...scripts);
})();
