/** What is folded away is open without a script, so that it can be read, and open while it is printed. */
(() => {
  const folds = [...document.querySelectorAll('details')];
  const setAll = (open: boolean): void => {
    for (const fold of folds) fold.open = open;
  };
  let before: boolean[] = [];
  setAll(false);
  addEventListener('beforeprint', () => {
    before = folds.map((fold) => fold.open);
    setAll(true);
  });
  addEventListener('afterprint', () => {
    for (const [index, fold] of folds.entries()) fold.open = before[index] ?? false;
  });
})();
