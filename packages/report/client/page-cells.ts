/** The page map: the arrows go from cell to cell, and the one that has the focus is told below in words. */
(() => {
  const table = document.querySelector<HTMLTableElement>('.pages');
  const told = document.getElementById('cell-detail');
  if (table === null || told === null) return;
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const grid = rows.map((row) => [...row.querySelectorAll<HTMLElement>('.cell')]);

  const show = (row: number, page: number): void => {
    const cell = grid[row]?.[page];
    if (cell === undefined) return;
    for (const other of table.querySelectorAll('.cell.chosen')) {
      other.classList.remove('chosen');
      other.setAttribute('tabindex', '-1');
    }
    cell.classList.add('chosen');
    cell.tabIndex = 0;
    const at = rows[row]?.cells[0]?.textContent ?? '';
    const label = rows[row]?.cells[1]?.textContent ?? '';
    const pageBytes = Number(table.dataset.pageBytes);
    const from = page * pageBytes;
    const when = at === '' ? label : `${at}, ${label}`;
    told.textContent = `page ${page}, bytes ${from} to ${from + pageBytes - 1} of the request; ${when}: ${cell.title}`;
  };

  table.setAttribute('role', 'grid');
  told.hidden = false;
  for (const [row, cells] of grid.entries()) {
    for (const [page, cell] of cells.entries()) {
      cell.tabIndex = -1;
      cell.addEventListener('focus', () => show(row, page));
      cell.addEventListener('click', () => cell.focus());
      cell.addEventListener('keydown', (event) => {
        const next = {
          ArrowRight: grid[row]?.[page + 1],
          ArrowLeft: grid[row]?.[page - 1],
          ArrowDown: grid[row + 1]?.[page],
          ArrowUp: grid[row - 1]?.[page],
          Home: cells[0],
          End: cells.at(-1),
        }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        next.focus();
      });
    }
  }
  show(grid.length - 1, 0);
})();
