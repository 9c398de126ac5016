(() => {
  const detail = document.getElementById('step-detail');
  const marks = [...document.querySelectorAll('.mark')];
  if (!detail || marks.length === 0) return;

  const addPart = (tag, name, text) => {
    const part = document.createElement(tag);
    part.className = name;
    part.textContent = text;
    detail.appendChild(part);
  };

  const show = (mark) => {
    for (const chosen of document.querySelectorAll('.chosen')) chosen.classList.remove('chosen');
    mark.classList.add('chosen');
    detail.textContent = '';
    for (const number of mark.dataset.steps.trim().split(' ')) {
      const row = document.getElementById(`step-${number}`);
      row.classList.add('chosen');
      const [, at, lane, kind] = [...row.cells].map((cell) => cell.textContent);
      addPart(
        'p',
        'head',
        `${number}   +${at} us   ${lane}, ${kind}: ${row.querySelector('.what').textContent}`,
      );
      addPart('code', 'line', row.querySelector('.line').textContent);
    }
  };

  const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  detail.hidden = false;
  for (const [index, mark] of marks.entries()) {
    mark.addEventListener('focus', () => show(mark));
    mark.addEventListener('click', (event) => {
      event.preventDefault();
      mark.focus();
      show(mark);
    });
    mark.addEventListener('keydown', (event) => {
      const next = marks[index + (STEP[event.key] ?? Number.NaN)];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    });
  }
  show(document.querySelector('.mark.short') ?? marks[0]);
})();
