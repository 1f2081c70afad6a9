"""JavaScript that asks a loaded page what a reader of it would trip over. Each yields a list of findings."""

# Text whose contrast with what is behind it is below WCAG 2.1's 4.5:1, and chart colours below 3:1.
CONTRAST = """(() => {
  const parse = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    return {rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1};
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const {rgb, alpha} = parse(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    const contrast = ratio(parse(getComputedStyle(element).color).rgb, behind(element));
    if (contrast < 4.5) found.push(`${element.tagName} "${node.textContent.trim().slice(0, 40)}": ${contrast.toFixed(2)}`);
  }
  const panel = behind(document.querySelector('figure'));
  const probe = document.body.appendChild(document.createElement('i'));
  for (let number = 0; number < 10; ++number) {
    probe.style.color = `var(--series-${number})`;
    const contrast = ratio(parse(getComputedStyle(probe).color).rgb, panel);
    if (contrast < 3) found.push(`series ${number}: ${contrast.toFixed(2)}`);
  }
  for (const [weak, strong] of [[0, 3], [3, 6]]) {
    probe.style.color = `var(--heat-${weak})`;
    const first = parse(getComputedStyle(probe).color).rgb;
    probe.style.color = `var(--heat-${strong})`;
    const contrast = ratio(first, parse(getComputedStyle(probe).color).rgb);
    if (contrast < 2) found.push(`heat ${weak} and ${strong}: ${contrast.toFixed(2)}`);
  }
  probe.remove();
  return found;
})()"""

# What assistive technology needs: language, landmarks, headings in order, named tables and charts.
STRUCTURE = """(() => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const need = (condition, what) => { if (!condition) found.push(what); };
  need(document.documentElement.lang, 'no language');
  need(document.title, 'no title');
  for (const landmark of ['header', 'nav[aria-label]', 'main', 'footer'])
    need(all(landmark).length === 1, `${all(landmark).length} of ${landmark}`);
  const levels = all('h1,h2,h3,h4').map((head) => Number(head.tagName[1]));
  need(levels[0] === 1 && levels.filter((level) => level === 1).length === 1, 'headings do not begin with one h1');
  levels.forEach((level, i) => need(i === 0 || level <= levels[i - 1] + 1, `h${level} after h${levels[i - 1]}`));
  const ids = all('[id]').map((element) => element.id);
  need(new Set(ids).size === ids.length, 'an id is there twice');
  for (const name of ['aria-labelledby', 'aria-describedby'])
    for (const element of all(`[${name}]`))
      need(document.getElementById(element.getAttribute(name))?.textContent.trim(), `${name} of ${element.id} leads nowhere`);
  for (const link of all('a')) {
    need(link.textContent.trim(), 'a link without words');
    need(document.getElementById(decodeURIComponent(link.hash.slice(1))), `${link.hash} leads nowhere`);
  }
  for (const table of all('table')) {
    const name = table.caption?.textContent.trim();
    need(name, 'a table without caption');
    need(table.tHead.querySelectorAll('th[scope=col]').length === table.tHead.rows[0].cells.length, `${name}: column heads`);
    for (const row of table.tBodies[0].rows) {
      need(row.cells[0].scope === 'row', `${name}: row head`);
      need(row.cells.length === table.tHead.rows[0].cells.length, `${name}: a row of ${row.cells.length} cells`);
    }
  }
  for (const canvas of all('canvas')) {
    need(canvas.getAttribute('role') === 'img' && canvas.getAttribute('aria-label'), `${canvas.id} has no name`);
    need(canvas.getAttribute('aria-describedby'), `${canvas.id} is not described`);
  }
  for (const box of all('.scroll'))
    need(box.scrollWidth <= box.clientWidth || box.tabIndex === 0, 'a wide table that no key scrolls');
  for (const details of all('details')) need(details.querySelector('summary')?.textContent.trim(), 'details without summary');
  return found;
})()"""

# Canvases that hold next to nothing: fewer than this many colours.
BLANK_CHARTS = """[...document.querySelectorAll('canvas')].filter((canvas) => {
  const pixels = new Uint32Array(
    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(pixels).size < 8;
}).map((canvas) => canvas.id)"""

# Every table as {caption: [[cell texts of a row], ...]}, as the reader sees it.
TABLES = """Object.fromEntries([...document.querySelectorAll('table')].map((table) => [
  table.caption.textContent, [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))]))"""
