'use strict';
// What the pages' own scripts share: the data, colours that follow the system's theme, and the way
// a chart is drawn. A page's script calls charts.show() with the function that draws all of it.
const charts = (function () {
  const root = document.documentElement;
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const hues = [212, 28, 145, 340, 265, 178, 50, 0, 95, 300];
  const drawn = [];

  function ink(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }
  function hue(number) {
    return `hsl(${hues[number % hues.length]} 65% ${dark.matches ? 62 : 42}%)`;
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
    config.options.plugins = Object.assign(
      {legend: {labels: {color: ink('--ink'), boxWidth: 18}}}, config.options.plugins);
    drawn.push(new Chart(canvas, config));
  }
  function show(drawAll) {
    function again() {
      while (drawn.length > 0) drawn.pop().destroy();
      drawAll();
    }
    try {
      again();
      dark.addEventListener('change', again);
      root.dataset.rendered = 'true';
    } catch (error) {
      root.dataset.error = String(error);
      document.getElementById('chart-error').hidden = false;
    }
  }
  return {data: JSON.parse(document.getElementById('data').textContent), ink, hue, axis, line, draw, show};
})();
