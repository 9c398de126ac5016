/** Requests over time: of the slices of the run's time only the chosen one is listed. */
(() => {
  const slices = [...document.querySelectorAll<SVGAElement>('.slice')];
  const lists = slices.map((slice) => document.getElementById(slice.dataset.slice ?? ''));
  const note = document.getElementById('slice-note');
  if (slices.length === 0 || note === null) return;

  const show = (chosen: number): void => {
    for (const [index, slice] of slices.entries()) {
      slice.classList.toggle('chosen', index === chosen);
      // One stop for the tab key; the arrows go on from there.
      slice.setAttribute('tabindex', index === chosen ? '0' : '-1');
      slice.setAttribute('aria-current', String(index === chosen));
      lists[index]?.toggleAttribute('hidden', index !== chosen);
    }
  };

  const nextOf = (index: number, key: string): number | undefined =>
    ({
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: slices.length - 1,
    })[key];

  note.hidden = false;
  for (const [index, slice] of slices.entries()) {
    slice.addEventListener('focus', () => show(index));
    slice.addEventListener('click', (event) => {
      event.preventDefault();
      slice.focus();
    });
    slice.addEventListener('keydown', (event) => {
      const next = slices[nextOf(index, event.key) ?? Number.NaN];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    });
  }
  show(
    Math.max(
      0,
      slices.findIndex((slice) => slice.classList.contains('first')),
    ),
  );
})();
