// A picture in at most 256 colours: the commonest as they are, every other one as the nearest of them. Size, palette, packed rows.
async picture => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
  const drawn = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const {width, height} = drawn;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(drawn, 0, 0);
  const pixels = pen.getImageData(0, 0, width, height).data;
  const counts = new Uint32Array(1 << 24), colours = [];
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2];
    if (!counts[colour]++) colours.push(colour);
  }
  const kept = colours.sort((one, other) => counts[other] - counts[one]).slice(0, 256);
  const apart = (one, other) => ((one >> 16) - (other >> 16)) ** 2 + ((one >> 8 & 255) - (other >> 8 & 255)) ** 2 + ((one & 255) - (other & 255)) ** 2;
  const place = new Uint8Array(1 << 24);
  for (const colour of colours) {
    let nearest = 0;
    for (let k = 1; k < kept.length; k++) if (apart(colour, kept[k]) < apart(colour, kept[nearest])) nearest = k;
    place[colour] = nearest;
  }
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 1; x <= width; x++, at += 4) rows[y * (width + 1) + x] = place[pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2]];
  }
  const packed = await new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  const text = btoa(Array.from(new Uint8Array(packed), byte => String.fromCharCode(byte)).join(""));
  return {width, height, palette: kept.flatMap(colour => [colour >> 16, colour >> 8 & 255, colour & 255]), rows: text};
}
