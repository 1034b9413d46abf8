// Unpacks the scripts of the page and runs them, in their order. Not a module: it stands in the page as it is.
(async () => {
  const run = async (element) => {
    const text = element.textContent;
    const packed = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    writer.write(packed);
    writer.close();
    const script = document.createElement("script");
    script.textContent = await new Response(readable).text();
    return script;
  };
  const scripts = await Promise.all(Array.from(document.querySelectorAll("script.im-code"), run));
  document.body.append(...scripts);
})();
