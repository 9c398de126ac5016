/** The request timeline: the step that has the focus shows its trace line below the drawing. */
(() => {
  const detail = document.getElementById('step-detail');
  const marks = [...document.querySelectorAll<SVGAElement>('.mark')];
  const first = document.querySelector<SVGAElement>('.mark.short') ?? marks[0];
  if (detail === null || first === undefined) return;

  const addPart = (tag: string, name: string, text: string): void => {
    const part = document.createElement(tag);
    part.className = name;
    part.textContent = text;
    detail.append(part);
  };

  const show = (mark: SVGAElement): void => {
    for (const chosen of document.querySelectorAll('.mark.chosen, .steps .chosen'))
      chosen.classList.remove('chosen');
    mark.classList.add('chosen');
    detail.textContent = '';
    for (const number of mark.dataset.steps?.trim().split(' ') ?? []) {
      const row = document.getElementById(`step-${number}`);
      if (!(row instanceof HTMLTableRowElement)) continue;
      row.classList.add('chosen');
      const [, at, lane, kind] = [...row.cells].map((cell) => cell.textContent);
      const text = (name: string): string => row.querySelector(name)?.textContent ?? '';
      addPart('p', 'head', `${number}   +${at} us   ${lane}, ${kind}: ${text('.what')}`);
      addPart('code', 'line', text('.line'));
    }
  };

  const WAY: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  detail.hidden = false;
  for (const [index, mark] of marks.entries()) {
    mark.addEventListener('focus', () => show(mark));
    mark.addEventListener('click', (event) => {
      event.preventDefault();
      mark.focus();
      show(mark);
    });
    mark.addEventListener('keydown', (event) => {
      const next = marks[index + (WAY[event.key] ?? Number.NaN)];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    });
  }
  show(first);
  // What matters most is in sight, also where the drawing is wider than the window.
  const frame = first.closest('.scroll');
  if (frame !== null)
    frame.scrollLeft +=
      first.getBoundingClientRect().left - frame.getBoundingClientRect().left - frame.clientWidth / 2;
})();
