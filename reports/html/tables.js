'use strict';
// Tables that are wider than the window can be scrolled from the keyboard, and the rows of long
// ones sorted by any column of numbers. Without this script a page's tables are whole as they are.
(function () {
  const rowsWorthSorting = 4;

  function number(cell) {
    return Number.parseFloat(cell.textContent.replaceAll(',', ''));
  }
  // What is no number comes last either way.
  function sortBy(table, column, descending) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({row, value: number(row.cells[column])}));
    rows.sort((a, b) => {
      if (Number.isNaN(a.value) || Number.isNaN(b.value)) return Number.isNaN(a.value) - Number.isNaN(b.value);
      return descending ? b.value - a.value : a.value - b.value;
    });
    body.append(...rows.map((each) => each.row));
  }
  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.classList.contains('number')) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const descending = head.getAttribute('aria-sort') !== 'descending';
        heads.forEach((each) => each.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        sortBy(table, column, descending);
      });
    });
  }
  function letScroll() {
    document.querySelectorAll('.scroll').forEach((box) => {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute('role', 'region');
        box.setAttribute('aria-label', box.querySelector('caption').textContent);
      } else {
        for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
      }
    });
  }

  document.querySelectorAll('table').forEach((table) => {
    if (table.tBodies[0].rows.length >= rowsWorthSorting) makeSortable(table);
  });
  const main = document.querySelector('main');
  if (main && !main.id) main.id = 'main';
  letScroll();
  window.addEventListener('resize', letScroll);
  document.addEventListener('toggle', letScroll, true);
})();
