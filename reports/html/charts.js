'use strict';
// What the pages' own scripts share: the data, colours that follow the system's theme, and the way
// a chart is drawn. A page's script calls charts.show() with the function that draws all of it; it
// is called again when the theme changes and, in light colours and at the size of paper, to print.
const charts = (function () {
  const root = document.documentElement;
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const series = 10;
  const drawn = [];
  let opened = [];

  function ink(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }
  function hue(number) {
    return ink(`--series-${number % series}`);
  }
  function axis(text, more) {
    return Object.assign({
      title: {display: true, text, color: ink('--faint')},
      ticks: {color: ink('--faint')},
      grid: {color: ink('--rule')},
    }, more);
  }
  function line(label, points, number, dashed) {
    return {
      label, data: points, borderColor: hue(number), backgroundColor: hue(number),
      borderWidth: 2, pointRadius: 0, borderDash: dashed ? [5, 4] : [],
    };
  }
  function draw(id, config) {
    const canvas = document.getElementById(id);
    config.options = Object.assign({
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: {mode: 'nearest', intersect: false},
    }, config.options);
    if (isPrinting()) config.options.devicePixelRatio = 3;
    config.options.plugins = Object.assign(
      {legend: {labels: {color: ink('--ink'), boxWidth: 18}}}, config.options.plugins);
    const chart = new Chart(canvas, config);
    drawn.push(chart);
    return chart;
  }
  function isPrinting() {
    return 'printing' in root.dataset;
  }
  function beginPrinting() {
    if (isPrinting()) return;
    root.dataset.printing = '';
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach((details) => { details.open = true; });
  }
  function endPrinting() {
    delete root.dataset.printing;
    opened.forEach((details) => { details.open = false; });
    opened = [];
  }
  function show(drawAll) {
    function again() {
      while (drawn.length > 0) drawn.pop().destroy();
      drawAll();
    }
    try {
      again();
      dark.addEventListener('change', again);
      window.addEventListener('beforeprint', again);
      window.addEventListener('afterprint', again);
      root.dataset.rendered = 'true';
    } catch (error) {
      root.dataset.error = String(error);
      document.getElementById('chart-error').hidden = false;
    }
  }

  window.addEventListener('beforeprint', beginPrinting);
  window.addEventListener('afterprint', endPrinting);
  return {
    data: JSON.parse(document.getElementById('data').textContent),
    ink, hue, axis, line, draw, show, isPrinting,
  };
})();
